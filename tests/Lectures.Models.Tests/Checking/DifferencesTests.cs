using Lectures.Models.Checking;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking;

public class DifferencesTests
{
    [Test]
    public void Are_the_derivative_and_leave_the_tensor_as_it_was()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[] { 0.3, -0.7 }), dy = tensor(new[] { 2.0, 3.0 }), before = x.clone();
        using var layer = new Sigmoid();
        using var state = new LayerState(layer);
        var difference = new Differences(layer, [x], [dy], state).Entry(x, 1, 1e-5);
        var g = 1 / (1 + Math.Exp(0.7));
        Assert.That(difference.Slope, Is.EqualTo(3 * g * (1 - g)).Within(1e-9));
        Assert.That(difference.Kink, Is.False);
        Assert.That(x.Equals(before), Is.True);
    }

    [TestCase(0.0, true)]
    [TestCase(1e-6, false)]     // a smaller step does not reach over the kink
    [TestCase(1e-9, true)]      // no step is small enough
    public void A_kink_within_reach_is_named(double at, bool kink)
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[] { at }), dy = tensor(new[] { 1.0 });
        using var layer = new Relu();
        using var state = new LayerState(layer);
        var difference = new Differences(layer, [x], [dy], state).Entry(x, 0, 1e-4);
        Assert.That(difference.Kink, Is.EqualTo(kink));
        if (!kink) Assert.That(difference.Slope, Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void A_view_of_a_packed_parameter_is_moved_in_place()
    {
        using var scope = NewDisposeScope();
        Tensor packed = randn(6, 3, ScalarType.Float64), x = randn(4, 3, ScalarType.Float64);
        var dy = randn(4, 2, ScalarType.Float64);
        using var layer = new Affine(new Weight(packed.narrow(0, 2, 2)));
        using var state = new LayerState(layer);
        var weight = layer.Weights[0].Weight.Value;
        var difference = new Differences(layer, [x], [dy], state).Entry(weight, 4, 1e-5);    // row 1, column 1
        Assert.That(difference.Slope, Is.EqualTo((dy[.., 1] * x[.., 1]).sum().item<double>()).Within(1e-8));
    }
}
