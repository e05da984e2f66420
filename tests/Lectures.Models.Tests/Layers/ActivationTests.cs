using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

/// <summary>Functions without weights, element by element or over the last dimension.</summary>
public class ActivationTests
{
    private static readonly long[][] shapes = [[7], [3, 5], [2, 3, 5], [2, 3, 5, 1]];

    /// <summary>Each layer with libtorch's own function.</summary>
    private static readonly TestCaseData[] activations =
    [
        Case("Sigmoid", () => new Sigmoid(), x => x.sigmoid()),
        Case("Tanh", () => new Tanh(), x => x.tanh()),
        Case("Relu", () => new Relu(), x => nn.functional.relu(x)),
        Case("LeakyRelu", () => new LeakyRelu(), x => nn.LeakyReLU(0.01).call(x)),
        Case("LeakyRelu_steep", () => new LeakyRelu(0.3), x => nn.LeakyReLU(0.3).call(x)),
        Case("Gelu", () => new Gelu(), x => nn.GELU().call(x)),
        Case("Gelu_tanh", () => new Gelu(GeluForm.Tanh), x => nn.GELU(TorchSharp.Modules.GELU.Approximate.tanh).call(x)),
        Case("Softmax", () => new Softmax(), x => nn.functional.softmax(x, -1)),
        Case("LogSoftmax", () => new LogSoftmax(), x => nn.functional.log_softmax(x, -1)),
    ];

    [SetUp]
    public void Seed() => manual_seed(2);

    [TestCaseSource(nameof(activations))]
    public void Holds_the_contract(Func<Layer> make, Func<Tensor, Tensor> _)
    {
        foreach (var shape in shapes) LayerContract.Holds(make(), AwayFromZero(shape));
    }

    [TestCaseSource(nameof(activations))]
    public void Forward_is_libtorchs(Func<Layer> make, Func<Tensor, Tensor> reference)
    {
        using var scope = NewDisposeScope();
        using var layer = make();
        foreach (var x in new[] { 3 * randn(4, 7, ScalarType.Float64), zeros(2, 3), tensor(new[] { -1e4f, -30, 30, 1e4f }) })
            Assert.That(layer.Forward(x).allclose(reference(x), 1e-12, 1e-12), Is.True);
    }

    [TestCaseSource(nameof(activations))]
    public void Holds_in_narrow_types(Func<Layer> make, Func<Tensor, Tensor> _)
    {
        LayerContract.HoldsIn(ScalarType.Float32, 1e-6, type => (make(), [randn(4, 7, dtype: type)]));
        LayerContract.HoldsIn(ScalarType.BFloat16, 0.03, type => (make(), [randn(4, 7, dtype: type)]));
    }

    /// <remarks>−1e4 … 1e4: where a formula overflows or subtracts infinities, the gradient would not be a
    /// number.</remarks>
    [TestCaseSource(nameof(activations))]
    public void Backward_is_autograds_at_zero_and_far_out(Func<Layer> make, Func<Tensor, Tensor> reference)
    {
        using var scope = NewDisposeScope();
        using var layer = make();
        var x = tensor(new[] { 0, -0.0, 1e-300, -40, 40, -1e4, 1e4 }, requires_grad: true);
        var dy = randn(7, ScalarType.Float64);
        (reference(x) * dy).sum().backward();
        layer.Forward(x);
        Assert.That(layer.Backward(dy)!.allclose(x.grad!, 1e-12, 1e-12), Is.True);
    }

    /// <remarks>In float16 the square of 300 is infinite; both slopes are exact there.</remarks>
    [Test]
    public void Gelus_slope_far_out_is_0_and_1_in_float16([Values] GeluForm form)
    {
        using var scope = NewDisposeScope();
        using var layer = new Gelu(form);
        layer.Forward(tensor(new[] { -300f, 300, -6e4f, 6e4f }).to(ScalarType.Float16));
        var dx = layer.Backward(ones(4, ScalarType.Float16))!.to(ScalarType.Float32);
        Assert.That(dx.data<float>(), Is.EqualTo(new float[] { 0, 1, 0, 1 }));
    }

    [TestCaseSource(nameof(activations))]
    public void Refuses_integers(Func<Layer> make, Func<Tensor, Tensor> _)
    {
        using var layer = make();
        using var x = ones(2, 3, ScalarType.Int64);
        var error = Assert.Throws<ArgumentException>(() => layer.Forward(x))!;
        Assert.That(error.Message, Does.Match("^[xhz]: expected floating point, got Int64; convert it with"));
    }

    [Test]
    public void Softmax_sums_to_one_and_its_gradients_to_zero()
    {
        using var scope = NewDisposeScope();
        using var layer = new Softmax();
        var p = layer.Forward(100 * randn(3, 5, ScalarType.Float64));
        var dz = layer.Backward(randn(3, 5, ScalarType.Float64))!;
        Assert.That((p.sum(-1L) - 1).abs().max().item<double>(), Is.LessThan(1e-14));
        Assert.That(dz.sum(-1L).abs().max().item<double>(), Is.LessThan(1e-14));
    }

    [Test]
    public void Softmax_of_a_scalar_is_refused()
    {
        using var layer = new Softmax();
        using var z = tensor(1.0);
        var error = Assert.Throws<ArgumentException>(() => layer.Forward(z))!;
        Assert.That(error.Message, Is.EqualTo("z: expected shape (…, K), got ()."));
    }

    [TestCase(1)]
    [TestCase(-0.2)]
    public void LeakyRelu_refuses_a_slope_that_is_no_share(double slope)
    {
        var error = Assert.Throws<ArgumentException>(() => new LeakyRelu(slope))!;
        Assert.That(error.Message, Is.EqualTo($"slope: expected a share in [0, 1), got {slope}."));
    }

    /// <remarks>At least 0.01 from the kink of the piecewise ones: a thousand steps of the central
    /// difference.</remarks>
    private static Tensor AwayFromZero(long[] shape)
    {
        using var scope = NewDisposeScope();
        var x = randn(shape, ScalarType.Float64);
        return (x + 0.01 * x.sign()).MoveToOuterDisposeScope();
    }

    private static TestCaseData Case(string name, Func<Layer> make, Func<Tensor, Tensor> reference) =>
        new TestCaseData(make, reference).SetArgDisplayNames(name);
}
