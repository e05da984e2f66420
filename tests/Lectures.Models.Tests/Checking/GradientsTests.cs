using Lectures.Models.Checking;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking;

public class GradientsTests
{
    [Test]
    public void A_layer_that_backward_passes_by_has_no_gradient_by_hand_and_autograds_beside_it()
    {
        using var scope = NewDisposeScope();
        using var layer = new Forgetful();
        Tensor x = randn(2, 3, ScalarType.Float64), dy = randn(2, 3, ScalarType.Float64);
        using var byHand = Gradients.ByHand(layer, [x], [dy]);
        using var autograd = Gradients.ByAutograd(layer, [x], [dy]);
        Assert.That(byHand.All.Keys, Is.EqualTo(autograd.All.Keys));
        Assert.That(byHand.All[new("inner", "input")], Is.Null);
        Assert.That(autograd.All[new("inner", "input")], Is.Not.Null);
    }

    [Test]
    public void Layers_that_share_a_path_keep_their_boundaries_apart()
    {
        using var scope = NewDisposeScope();
        using var layer = new Residual(new Sigmoid(), "");
        Tensor x = randn(2, 3, ScalarType.Float64), dy = randn(2, 3, ScalarType.Float64);
        using var byHand = Gradients.ByHand(layer, [x], [dy]);
        var (outer, inner) = (byHand.All[new("", "input")]!, byHand.All[new("", "input of Sigmoid")]!);
        Assert.That(Comparison.Relative(outer, inner + dy, 0), Is.LessThan(1e-15));
    }

    [Test]
    public void Too_few_gradients_of_inputs_are_refused()
    {
        using var scope = NewDisposeScope();
        using var layer = new Short();
        Tensor x = ones(2), dy = ones(2);
        var error = Assert.Catch<ArgumentException>(() => Gradients.ByHand(layer, [x, x], [dy]))!;
        Assert.That(error.Message,
            Is.EqualTo("Short: its backward gave 1 input gradients (null for none), expected 2."));
    }

    private sealed class Forgetful : Layer
    {
        private readonly Sigmoid inner;

        public Forgetful() => inner = Add("inner", new Sigmoid());

        protected override Tensor ForwardCore(Tensor x) => inner.Forward(x);

        protected override Tensor BackwardCore(Tensor dy) => dy * 1;
    }

    private sealed class Short : GeneralLayer
    {
        protected override Tensor?[] ForwardCore(Tensor?[] inputs) => [inputs[0]! + inputs[1]!];

        protected override Tensor?[] BackwardCore(Tensor?[] outputGradients) => [outputGradients[0]];
    }
}
