using Lectures.Models.Checking;
using Lectures.Models.Layers;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using Lectures.Models.Tests.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Modules;

public class AttentionModuleTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [TestCase(false, false, false)]
    [TestCase(false, true, false)]
    [TestCase(false, false, true)]
    [TestCase(true, false, false)]
    [TestCase(true, false, true)]
    public void Agrees_with_libtorch_and_with_the_layer_by_hand(bool cross, bool causal, bool padded)
    {
        using var scope = NewDisposeScope();
        using var module = Make(causal);
        using var peer = nn.MultiheadAttention(6, 3);
        peer.to(ScalarType.Float64);
        peer.load_state_dict(module.state_dict());
        var x = Parts.X(2, 5, 6).requires_grad_(true);
        var source = cross ? Parts.X(2, 4, 6) : null;
        var padding = padded ? zeros(2, cross ? 4 : 5, dtype: ScalarType.Bool) : null;
        if (padding is not null) padding[0, 2] = padding[1, 0] = true;
        var dy = Parts.X(2, 5, 6);

        var y = module.call(x, source, padding);
        y.backward([dy]);
        var (s, mask) = ((source ?? x).transpose(0, 1), causal ? Later(5) : null);
        var expected = peer.call(x.transpose(0, 1), s, s, padding, false, mask).Item1.transpose(0, 1);
        Assert.That(Comparison.Relative(y, expected, 0), Is.LessThan(1e-12));

        using var hand = module.ByHand(new ModuleWeights(module));
        using var off = no_grad();
        Assert.That(Comparison.Relative(hand.Forward([x, source, padding])[0], y, 0), Is.LessThan(1e-12));
        Assert.That(Comparison.Relative(hand.Backward([dy])[0], x.grad, 0), Is.LessThan(1e-10));
        foreach (var (path, weight) in hand.NamedWeights())
        {
            var gradient = weight.Source!.Of(module.get_parameter(weight.Source.Name)!.grad!);
            Assert.That(Comparison.Relative(weight.Gradient, gradient, 1), Is.LessThan(1e-10), path);
        }
    }

    [Test]
    public void Short_sequences_are_attended_to_as_long_ones([Values(1, 2, 47, 48, 70)] long length)
    {
        using var scope = NewDisposeScope();
        using var module = Make(causal: false);
        var x = Parts.X(2, length, 6).requires_grad_(true);
        var dy = Parts.X(2, length, 6);
        var y = module.call(x, null, null);
        y.backward([dy]);
        var gradient = x.grad!.clone();
        x.grad.zero_();
        var none = zeros(2, length, dtype: ScalarType.Bool);                  // masks nothing, and takes the fused path
        var expected = module.call(x, null, none);
        expected.backward([dy]);
        Assert.That(Comparison.Relative(y, expected, 0), Is.LessThan(1e-12));
        Assert.That(Comparison.Relative(gradient, x.grad, 0), Is.LessThan(1e-12));
    }

    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.Float64)]
    public void A_fully_masked_row_gives_the_output_bias_and_no_gradient(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var module = Make(causal: false, type);
        nn.init.normal_(module.get_parameter("out_proj.bias")!);
        var x = randn(3, 4, 6, dtype: type).requires_grad_(true);
        var y = module.call(x, null, Parts.Padding);
        y.backward([randn_like(y)]);
        Assert.That(y[2].allclose(module.get_parameter("out_proj.bias")!.expand(4, 6)), Is.True);
        Assert.That(x.grad![2].abs().max().to(ScalarType.Float64).item<double>(), Is.Zero);
        foreach (var (name, parameter) in module.named_parameters())
            Assert.That(parameter.grad!.isfinite().all().item<bool>(), Is.True, name);
    }

    [Test]
    public void Parameters_are_named_as_those_of_PyTorch()
    {
        using var module = Make(causal: false);
        using var peer = nn.MultiheadAttention(6, 3);
        Assert.That(module.state_dict().Select(named => (named.Key, string.Join(",", named.Value.shape))),
            Is.EquivalentTo(peer.state_dict().Select(named => (named.Key, string.Join(",", named.Value.shape)))));
    }

    [Test]
    public void Refuses_heads_and_masks_that_do_not_fit()
    {
        using var module = Make(causal: false);
        Parts.Refuses(() => new AttentionModule(6, 4), "heads: expected a divisor of width = 6, got 4.");
        Parts.Refuses(() => module.call(Parts.X(3, 5, 6), null, Parts.Padding),
            "padding mask: expected shape (3, 5), got (3, 4).");
        Parts.Refuses(() => module.call(Parts.X(2, 6), null, null), "x: expected shape (N, T, 6), got (2, 6).");
        Parts.Refuses(() => module.call(Parts.X(3, 4, 6), Parts.X(3, 5, 6).to(ScalarType.Float32), null),
            "source: expected Float64 as the weights are, got Float32; convert it with .to(ScalarType.Float64).");
    }

    private static Tensor Later(long t) =>
        zeros(t, t, ScalarType.Float64).masked_fill(ones(t, t, ScalarType.Bool).triu(1), double.NegativeInfinity);

    private static AttentionModule Make(bool causal, ScalarType type = ScalarType.Float64)
    {
        var module = new AttentionModule(6, 3, causal);
        nn.init.normal_(module.get_parameter("in_proj_bias")!);
        module.to(type);
        return module;
    }
}
