using Lectures.Models.Layers;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public class RecurrentNetworkTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [Test]
    public void Classifier_by_hand_equals_the_module(
        [Values] RecurrentUnit unit, [Values(1, 2)] int layers, [Values] bool bidirectional,
        [Values] Initialisation start)
    {
        using var model = new RecurrentClassifier(new(3, 4)
        {
            Recurrent = new(unit, 5, layers),
            Bidirectional = bidirectional,
            Initialisation = start,
        });
        Agree(model, randn(2, 6, 3, ScalarType.Float64));
    }

    [Test]
    public void Classifier_with_relu_by_hand_equals_the_module()
    {
        var relu = new RecurrentOptions(Hidden: 5) { Activation = Activation.Relu };
        using var model = new RecurrentClassifier(new(3, 4) { Recurrent = relu });
        Agree(model, randn(2, 6, 3, ScalarType.Float64));
    }

    [Test]
    public void Language_model_by_hand_equals_the_module([Values] RecurrentUnit unit, [Values(1, 2)] int layers)
    {
        using var model = new RecurrentLanguageModel(new(7, 3) { Recurrent = new(unit, 5, layers) });
        Agree(model, randint(0, 7, [2, 6], ScalarType.Int64));
    }

    [Test]
    public void Names_are_those_of_PyTorch()
    {
        using var model = new RecurrentLanguageModel(new() { Recurrent = new(RecurrentUnit.Lstm) });
        Assert.That(model.state_dict().Keys, Is.EqualTo(
        [
            "embedding.weight", "rnn.weight_ih_l0", "rnn.weight_hh_l0", "rnn.bias_ih_l0", "rnn.bias_hh_l0",
            "out.weight", "out.bias",
        ]));
        using var both = new RecurrentClassifier(new() { Bidirectional = true });
        Assert.That(both.state_dict().Keys, Does.Contain("rnn.weight_hh_l0_reverse").And.Contain("out.bias"));
    }

    // PyTorch's count: G·H (I + H + 2) a layer and H K + K for the output
    [TestCase(RecurrentUnit.Elman, 20224 + 1290)]
    [TestCase(RecurrentUnit.Gru, 3 * 20224 + 1290)]
    [TestCase(RecurrentUnit.Lstm, 4 * 20224 + 1290)]
    public void Row_classifier_has_PyTorchs_parameter_count(RecurrentUnit unit, long expected)
    {
        using var model = new RecurrentClassifier(new() { Recurrent = new(unit) });
        Assert.That(model.parameters().Sum(p => p.numel()), Is.EqualTo(expected));
    }

    [Test]
    public void Refuses_options_and_inputs_that_do_not_fit()
    {
        Refuses(() => new RecurrentClassifier(new() { Recurrent = new(Hidden: 0) }),
            "options.Hidden: expected at least 1, got 0.");
        Refuses(() => new RecurrentClassifier(new() { Recurrent = new(Layers: 0) }),
            "layers: expected 1 to 1,000, got 0.");
        Refuses(() => new RecurrentClassifier(new(Inputs: 0)), "inputs: expected at least 1, got 0.");
        Refuses(() => new RecurrentClassifier(new() { Recurrent = new() { Activation = Activation.Gelu } }),
            "activation: expected Tanh or Relu in an Elman network, got Gelu.");
        Refuses(() => new RecurrentLanguageModel(new(Vocabulary: 0)), "vocabulary: expected at least 1, got 0.");
        using var classifier = new RecurrentClassifier(new());
        Refuses(() => classifier.call(zeros(2, 28)), "x: expected shape (N, T, 28), got (2, 28).");
        using var language = new RecurrentLanguageModel(new(7));
        Refuses(() => language.call(full([2, 3], 7L)), "tokens: expected indices in [0, 7), got 7.");
    }

    private static void Refuses(Action code, string message) =>
        Assert.That(Assert.Throws<ArgumentException>(code)!.Message, Is.EqualTo(message));

    // float64 rounding only: the same sums in another order
    private static void Agree<T>(T model, Tensor x) where T : nn.Module<Tensor, Tensor>, IHandWritten
    {
        using var scope = NewDisposeScope();
        model.to(ScalarType.Float64);
        using var hand = (Layer)model.ByHand();
        var leaf = x.is_floating_point() ? x.detach().clone().requires_grad_(true) : x;
        var expected = model.call(leaf);
        var dy = randn(expected.shape, ScalarType.Float64);
        expected.backward([dy]);
        using var off = no_grad();
        var y = hand.Forward(x);
        var dx = hand.Backward(dy);
        Close(y, expected.detach(), "output");
        if (x.is_floating_point()) Close(dx!, leaf.grad!, "input");
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.That(hand.NamedWeights().Select(named => named.Weight.Source!.Name), Is.EquivalentTo(parameters.Keys));
        foreach (var (path, weight) in hand.NamedWeights())
            Close(weight.Gradient!, parameters[weight.Source!.Name].grad!, path);
    }

    private static void Close(Tensor got, Tensor expected, string what)
    {
        Assert.That(got.shape, Is.EqualTo(expected.shape), what);
        var scale = Math.Max(expected.abs().max().item<double>(), 1e-5);
        Assert.That((got - expected).abs().max().item<double>() / scale, Is.LessThan(1e-10), what);
    }
}
