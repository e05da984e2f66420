using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class Convolution2dTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [TestCase(1, 1, 1, 1, 5, 4, 1, 1, 0, 0, 1, 1, TestName = "Holds_the_contract for one pixel and one channel")]
    [TestCase(3, 2, 3, 2, 5, 7, 1, 1, 0, 0, 1, 1, TestName = "Holds_the_contract for a kernel that is not square")]
    [TestCase(2, 3, 2, 3, 7, 6, 2, 3, 0, 0, 1, 1, TestName = "Holds_the_contract for strides that do not divide")]
    [TestCase(2, 3, 2, 2, 8, 9, 3, 5, 0, 0, 1, 1, TestName = "Holds_the_contract for strides beyond the kernel")]
    [TestCase(2, 3, 3, 2, 4, 5, 1, 1, 2, 1, 1, 1, TestName = "Holds_the_contract with padding")]
    [TestCase(3, 2, 2, 3, 6, 8, 1, 1, 0, 0, 3, 2, TestName = "Holds_the_contract with dilation")]
    [TestCase(2, 3, 2, 3, 5, 6, 2, 3, 1, 2, 2, 1, TestName = "Holds_the_contract with stride, padding and dilation")]
    [TestCase(3, 2, 1, 1, 4, 5, 2, 1, 1, 2, 1, 3, TestName = "Holds_the_contract for padding beyond the kernel")]
    [TestCase(2, 3, 5, 4, 5, 4, 1, 1, 0, 0, 1, 1, TestName = "Holds_the_contract for a kernel as large as the image")]
    [TestCase(1, 3, 5, 3, 3, 2, 2, 2, 1, 1, 1, 1, TestName = "Holds_the_contract for a kernel larger than the image")]
    public void Holds_the_contract(
        long channels, long filters, long kernelHeight, long kernelWidth, long height, long width,
        long strideDown, long strideAcross, long paddingDown, long paddingAcross,
        long dilationDown, long dilationAcross) =>
        LayerContract.Holds(
            Make(filters, channels, kernelHeight, kernelWidth, true, ScalarType.Float64,
                (strideDown, strideAcross), (paddingDown, paddingAcross), (dilationDown, dilationAcross)),
            randn(2, channels, height, width, ScalarType.Float64));

    [TestCase(1, 1, 0, 0, 1, 1)]
    [TestCase(2, 3, 0, 0, 1, 1)]
    [TestCase(1, 2, 2, 1, 2, 3)]
    public void Holds_the_contract_for_many_weights(
        long strideDown, long strideAcross, long paddingDown, long paddingAcross,
        long dilationDown, long dilationAcross) =>
        LayerContract.Holds(
            Make(2, 6, 2, 3, true, ScalarType.Float64,
                (strideDown, strideAcross), (paddingDown, paddingAcross), (dilationDown, dilationAcross)),
            randn(2, 6, 5, 8, ScalarType.Float64));

    /// <remarks>16 filters: forward has a way of its own for them where autograd does not watch.</remarks>
    [TestCase(1, 1, 0, 0, 1, 1)]
    [TestCase(1, 2, 2, 1, 2, 1)]
    public void Holds_the_contract_for_many_filters_of_few_weights(
        long strideDown, long strideAcross, long paddingDown, long paddingAcross,
        long dilationDown, long dilationAcross) =>
        LayerContract.Holds(
            Make(16, 1, 2, 3, true, ScalarType.Float64,
                (strideDown, strideAcross), (paddingDown, paddingAcross), (dilationDown, dilationAcross)),
            randn(2, 1, 6, 8, ScalarType.Float64));

    [Test]
    public void Holds_the_contract_without_bias() =>
        LayerContract.Holds(Make(3, 2, 3, 2, false, ScalarType.Float64), randn(2, 2, 4, 5, ScalarType.Float64));

    [Test]
    public void Takes_a_view_with_strides_of_its_own() => LayerContract.Holds(
        Make(3, 2, 2, 3, true, ScalarType.Float64, 2, 1),
        randn(6, 5, 3, 4, ScalarType.Float64).permute(2, 3, 0, 1)[1.., 1..3]);

    // float32: sums of some hundred products; bfloat16 has 8 bits
    [TestCase(ScalarType.Float32, 1e-5)]
    [TestCase(ScalarType.BFloat16, 0.05)]
    public void Holds_in_narrow_types(ScalarType type, double tolerance) =>
        LayerContract.HoldsIn(
            type, tolerance, t => (Make(5, 3, 3, 2, true, t, 2, 1, 1), [randn(4, 3, 7, 6, dtype: t)]));

    [Test]
    public void Takes_images_of_one_column_that_lie_across_with_padding()
    {
        using var layer = Make(16, 4, 3, 3, true, ScalarType.Float32, padding: 1);
        using var off = no_grad();
        var y = layer.Forward(randn(2, 8, 4, 1).permute(0, 2, 3, 1));
        Assert.That(layer.Backward(ones_like(y))!.shape, Is.EqualTo([2, 4, 1, 8]));
    }

    [TestCase("weight", "weight: expected shape (O, C, kH, kW), got (3, 2, 3).")]
    [TestCase("bias", "bias: expected shape (3), got (2).")]
    [TestCase("stride", "stride: expected at least 1, got (2, 0).")]
    [TestCase("padding", "padding: expected at least 0, got (-1, -1).")]
    [TestCase("dilation", "dilation: expected at least 1, got (0, 1).")]
    public void Refuses_what_does_not_fit(string what, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => new Convolution2d(
            new Weight(what == "weight" ? ones(3, 2, 3) : ones(3, 2, 3, 4)),
            new Weight(ones(what == "bias" ? 2 : 3)),
            what == "stride" ? (2, 0) : 1,
            what == "padding" ? -1 : 0,
            what == "dilation" ? (0, 1) : 1))!;
        Assert.That(error.Message, Is.EqualTo(message));
    }

    [TestCase(new long[] { 4, 3, 7, 6 }, "x: expected shape (N, 2, H, W), got (4, 3, 7, 6).")]
    [TestCase(new long[] { 2, 7, 6 }, "x: expected shape (N, 2, H, W), got (2, 7, 6).")]
    [TestCase(new long[] { 0, 2, 7, 6 }, "x: expected shape (N, 2, H, W), got (0, 2, 7, 6).")]
    [TestCase(new long[] { 4, 2, 9, 3 }, "x: expected an image of at least (3, 5) for a kernel of (3, 4), got (9, 3).")]
    public void Refuses_images_that_do_not_fit(long[] shape, string message)
    {
        using var layer = Make(3, 2, 3, 4, true, ScalarType.Float32, dilation: (2, 2), padding: (1, 1));
        var error = Assert.Throws<ArgumentException>(() => layer.Forward(ones(shape)))!;
        Assert.That(error.Message, Is.EqualTo(message));
    }

    [Test]
    public void Refuses_another_type_than_the_weights()
    {
        using var layer = Make(3, 2, 3, 4, true, ScalarType.Float32);
        var error = Assert.Throws<ArgumentException>(() => layer.Forward(ones(1, 2, 7, 6, ScalarType.Float64)))!;
        Assert.That(error.Message, Does.StartWith("x: expected Float32 as the weights are, got Float64"));
    }

    /// <remarks>In 64 bits such sizes overflow, in libtorch's 32 they turn into others.</remarks>
    [TestCase(1L << 40)]
    [TestCase(1L << 62)]
    public void Refuses_numbers_beyond_libtorchs(long size)
    {
        using Weight weight = new(ones(3, 2, 3, 4));
        foreach (var (name, make) in new (string, Action)[]
        {
            ("stride", () => _ = new Convolution2d(weight, stride: size)),
            ("padding", () => _ = new Convolution2d(weight, padding: (0, size))),
            ("dilation", () => _ = new Convolution2d(weight, dilation: (size, 1))),
            ("window", () => _ = new MaxPool2d(size, padding: size / 2)),
        })
            Assert.That(Assert.Throws<ArgumentException>(make)!.Message,
                Does.Match($@"^{name}: expected at most 2147483647, got \(\d+, \d+\)\.$"));
    }

    private static Convolution2d Make(
        long filters, long channels, long height, long width, bool bias, ScalarType type,
        Size2d? stride = null, Size2d? padding = null, Size2d? dilation = null) => new(
            new Weight(randn(filters, channels, height, width, dtype: type)),
            bias ? new Weight(randn(filters, dtype: type)) : null, stride, padding, dilation);
}
