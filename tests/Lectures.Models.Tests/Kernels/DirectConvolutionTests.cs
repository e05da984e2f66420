using Lectures.Models.Kernels;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Kernels;

public class DirectConvolutionTests : KernelTests
{
    // channels, filters, kernel, stride, padding, dilation (each down, across), threads
    private static readonly object[] shapes =
    [
        new long[] { 1, 16, 3, 3, 1, 1, 0, 0, 1, 1, 1 },
        new long[] { 1, 32, 5, 5, 1, 1, 2, 2, 1, 1, 2 },
        new long[] { 3, 16, 2, 3, 2, 1, 0, 1, 1, 1, 2 },
        new long[] { 2, 48, 3, 2, 1, 2, 1, 0, 2, 3, 1 },
        new long[] { 4, 16, 1, 1, 1, 1, 0, 0, 1, 1, 2 },
    ];

    /// <remarks>Sums of at most a hundred products: 1e-13 of their size in double precision, 1e-5 in single.</remarks>
    [TestCaseSource(nameof(shapes))]
    public void Forward_is_libtorchs_convolution(long[] shape)
    {
        var (window, n) = Window(shape);
        set_num_threads(n);
        foreach (var (type, tolerance) in new[] { (ScalarType.Float64, 1e-13), (ScalarType.Float32, 1e-5) })
        {
            var (x, w, b) = Numbers(shape, type);
            Assert.That(DirectConvolution.Pays(x, w, window));
            Agree(DirectConvolution.Forward(x, w, b, window), Libtorch(x, w, b, window), tolerance);
            Agree(DirectConvolution.Forward(x, w, null, window), Libtorch(x, w, null, window), tolerance);
        }
    }

    /// <remarks>Sums over all pixels of all images, some thousand products.</remarks>
    [TestCaseSource(nameof(shapes))]
    [TestCase(new long[] { 16, 8, 3, 3, 1, 1, 0, 0, 1, 1, 1 })]
    [TestCase(new long[] { 2, 5, 3, 4, 2, 3, 2, 1, 1, 2, 2 })]
    public void The_filters_gradients_are_autograds(long[] shape)
    {
        var (window, n) = Window(shape);
        set_num_threads(n);
        foreach (var (type, tolerance) in new[] { (ScalarType.Float64, 1e-12), (ScalarType.Float32, 1e-5) })
        {
            var (x, w, _) = Numbers(shape, type);
            w.requires_grad_();
            var y = Libtorch(x, w, null, window);
            var dy = randn_like(y);
            var (dW, db) = DirectConvolution.FilterGradient(x, dy, window);
            Agree(dW, autograd.grad([y], [w], [dy])[0], tolerance);
            Agree(db, dy.sum([0L, 2, 3]), tolerance);
        }
    }

    [Test]
    public void Many_weights_odd_filters_and_narrow_images_are_left_to_libtorch()
    {
        var x = randn(2, 8, 9, 9);
        Assert.Multiple(() =>
        {
            Assert.That(Pays(x, 16, 8, 3), Is.False, "72 weights a filter");
            Assert.That(Pays(x[.., ..7], 15, 7, 3), Is.False, "15 filters");
            Assert.That(Pays(x[.., ..1, .., ..5], 16, 1, 3), Is.False, "three places across");
            Assert.That(Pays(x[.., ..1, ..2], 16, 1, 3), Is.False, "two rows for three");
            Assert.That(Pays(x[.., ..1].to(ScalarType.BFloat16), 16, 1, 3), Is.False, "bfloat16");
            Assert.That(Pays(x[.., ..1], 16, 1, 3));
        });

        static bool Pays(Tensor x, long filters, long channels, long kernel) =>
            DirectConvolution.Pays(x, randn(filters, channels, kernel, kernel), new("kernel", kernel, 1, 0, 1));
    }

    private static (Window2d Window, int Threads) Window(long[] shape) => (
        new("kernel", (shape[2], shape[3]), (shape[4], shape[5]), (shape[6], shape[7]), (shape[8], shape[9])), (int)shape[10]);

    // Images that no layout of their own makes easy.
    private static (Tensor X, Tensor W, Tensor B) Numbers(long[] shape, ScalarType type) => (
        randn(5, 13, shape[0], 11, type).permute(0, 2, 3, 1), randn(shape[1], shape[0], shape[2], shape[3], type),
        randn(shape[1], type));

    private static Tensor Libtorch(Tensor x, Tensor w, Tensor? b, Window2d window) => nn.functional.conv2d(
        x, w, b, window.Stride.ToArray(), window.Padding.ToArray(), window.Dilation.ToArray());
}
