using Lectures.Models.Kernels;
using Lectures.Models.Layers;
using Lectures.Models.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Modules;

/// <summary>Convolution and pooling of our own within autograd's graph, against libtorch's.</summary>
public class ImageFunctionTests
{
    private static readonly Window2d kernel = new("kernel", 3, 1, 1, 1), pool = new("window", 2, 2, 0, 1);

    [SetUp]
    public void Seed() => manual_seed(1);

    /// <remarks>Single precision, sums of some thousand products.</remarks>
    [TestCase(2, true, false)]
    [TestCase(2, false, false)]
    [TestCase(2, true, true)]
    [TestCase(2, false, true)]
    [TestCase(8, true, true)]
    [TestCase(8, false, true)]
    public void Value_and_gradients_are_libtorchs(long channels, bool bias, bool together)
    {
        using var convolution = nn.Conv2d(channels, 16, 3, padding: 1, bias: bias);
        using var pooling = nn.MaxPool2d(2);
        var x = randn(4, channels, 10, 12).requires_grad_();
        Tensor[] variables = [x, .. convolution.parameters()];
        Assert.That(together ? PooledConvolution.Pays(x, convolution.weight, kernel, pool)
            : DirectConvolution.Pays(x, convolution.weight, kernel));
        var (ours, theirs) = (Ours(x), pooling.call(convolution.call(x)));
        Agree(ours, theirs);
        var dy = randn_like(theirs);
        foreach (var (own, other) in autograd.grad([ours], variables, [dy]).Zip(autograd.grad([theirs], variables, [dy])))
            Agree(own, other);
        using var off = no_grad();
        Agree(Ours(x), theirs);

        Tensor Ours(Tensor x) => together ? ConvolutionFunction.Of(x, convolution, kernel, pooling, pool)
            : PoolFunction.Of(ConvolutionFunction.Of(x, convolution, kernel), pooling, pool);
    }

    [TestCase(2, false)]
    [TestCase(2, true)]
    [TestCase(8, true)]
    public void Can_be_differentiated_twice(long channels, bool together)
    {
        using var convolution = nn.Conv2d(channels, 16, 3, padding: 1);
        using var pooling = nn.MaxPool2d(2);
        var x = randn(4, channels, 10, 12).requires_grad_();
        Tensor[] variables = [x, .. convolution.parameters()];
        var ours = Second(together ? ConvolutionFunction.Of(x, convolution, kernel, pooling, pool)
            : PoolFunction.Of(ConvolutionFunction.Of(x, convolution, kernel), pooling, pool));
        foreach (var (own, other) in ours.Zip(Second(pooling.call(convolution.call(x))))) Agree(own, other);

        Tensor[] Second(Tensor y)
        {
            var first = autograd.grad([y.pow(3).sum()], variables, retain_graph: true, create_graph: true);
            return [.. autograd.grad([first[0].square().sum() + first[1].square().sum()], variables)];
        }
    }

    /// <remarks>libtorch refuses too; an exception within a backward of our own would end the process.</remarks>
    [Test]
    public void Filters_changed_before_backward_have_no_number_for_a_gradient([Values] bool together)
    {
        using var convolution = nn.Conv2d(2, 16, 3, padding: 1);
        using var pooling = nn.MaxPool2d(2);
        var x = randn(4, 2, 10, 12);
        var y = together ? ConvolutionFunction.Of(x, convolution, kernel, pooling, pool)
            : ConvolutionFunction.Of(x, convolution, kernel);
        using (no_grad()) convolution.weight.mul_(2);
        y.sum().backward();
        Assert.That(convolution.weight.grad!.isnan().all().item<bool>());
    }

    [TestCase(3, 10, ScalarType.Float32)]
    [TestCase(2, 10, ScalarType.Float64)]
    public void What_does_not_fit_the_filters_is_libtorchs_to_refuse(long channels, long height, ScalarType type)
    {
        using var convolution = nn.Conv2d(2, 16, 3, padding: 1, dtype: type);
        Assert.That(
            () => ConvolutionFunction.Of(randn(4, channels, height, 12), convolution, kernel), Throws.Exception);
    }

    [Test]
    public void No_image_has_the_gradient_0([Values(1, 8)] long channels)
    {
        using var convolution = nn.Conv2d(channels, 16, 3, padding: 1);
        using var pooling = nn.MaxPool2d(2);
        var x = zeros(0, channels, 10, 12).requires_grad_();
        ConvolutionFunction.Of(x, convolution, kernel, pooling, pool).sum().backward();
        Assert.That(convolution.weight.grad!.count_nonzero().item<long>(), Is.Zero);
    }

    [Test]
    public void One_image_alone_is_left_to_libtorch()
    {
        using var convolution = nn.Conv2d(2, 16, 3, padding: 1);
        using var pooling = nn.MaxPool2d(2);
        var x = randn(2, 10, 12);
        Agree(
            PoolFunction.Of(ConvolutionFunction.Of(x, convolution, kernel), pooling, pool), pooling.call(convolution.call(x)));
    }

    [TestCase(2, false)]
    [TestCase(2, true)]
    [TestCase(8, true)]
    public void Frozen_filters_have_no_gradient(long channels, bool together)
    {
        using var convolution = nn.Conv2d(channels, 16, 3, padding: 1);
        using var pooling = nn.MaxPool2d(2);
        convolution.weight.requires_grad_(false);
        var x = randn(4, channels, 10, 12).requires_grad_();
        var y = together ? ConvolutionFunction.Of(x, convolution, kernel, pooling, pool)
            : ConvolutionFunction.Of(x, convolution, kernel);
        y.sum().backward();
        Assert.Multiple(() =>
        {
            Assert.That(convolution.weight.grad, Is.Null);
            Assert.That(convolution.bias!.grad, Is.Not.Null);
            Assert.That(x.grad, Is.Not.Null);
        });
    }

    [Test]
    public void In_double_precision_libtorchs_own_operations_stay()
    {
        using var convolution = nn.Conv2d(1, 16, 3, dtype: ScalarType.Float64);
        var x = randn(2, 1, 8, 8, ScalarType.Float64);
        Assert.That(DirectConvolution.Pays(x, convolution.weight, kernel));
        var window = new Window2d("kernel", 3, 1, 0, 1);
        Assert.That(ConvolutionFunction.Of(x, convolution, window).eq(convolution.call(x)).all().item<bool>());
    }

    private static void Agree(Tensor ours, Tensor theirs)
    {
        Assert.That(ours.shape, Is.EqualTo(theirs.shape));
        Assert.That(((ours - theirs).abs().max() / theirs.abs().max()).item<float>(), Is.LessThan(1e-5));
    }
}
