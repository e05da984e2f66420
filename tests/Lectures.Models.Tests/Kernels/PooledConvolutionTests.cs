using Lectures.Models.Kernels;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Kernels;

public class PooledConvolutionTests : KernelTests
{
    // channels, filters, kernel, stride, padding, dilation, pool (each down, across), threads
    private static readonly object[] shapes =
    [
        new long[] { 1, 16, 3, 3, 1, 1, 0, 0, 1, 1, 2, 2, 1 },
        new long[] { 3, 16, 2, 3, 2, 1, 0, 1, 1, 1, 2, 3, 2 },
        new long[] { 2, 32, 3, 2, 1, 2, 1, 0, 2, 3, 1, 2, 2 },
        new long[] { 16, 32, 3, 3, 1, 1, 0, 0, 1, 1, 2, 2, 1 },
        new long[] { 16, 8, 2, 5, 1, 1, 1, 2, 1, 1, 3, 2, 2 },
        new long[] { 8, 24, 3, 1, 2, 3, 2, 1, 2, 1, 2, 1, 2 },
        new long[] { 24, 16, 5, 4, 1, 2, 2, 0, 1, 1, 3, 3, 1 },
        new long[] { 8, 16, 3, 3, 1, 1, 0, 0, 1, 1, 2, 2, 7 },
    ];

    /// <remarks>Sums of at most some thousand products: 1e-12 of their size in double precision, 1e-5 in single.</remarks>
    [TestCaseSource(nameof(shapes))]
    public void Value_places_and_gradients_are_those_of_libtorchs_convolution_and_pool(long[] shape)
    {
        var (kernel, pool) = (new Window2d(
            "kernel", (shape[2], shape[3]), (shape[4], shape[5]), (shape[6], shape[7]), (shape[8], shape[9])),
            new Window2d("window", (shape[10], shape[11]), (shape[10], shape[11]), 0, 1));
        set_num_threads((int)shape[12]);
        foreach (var (type, tolerance) in new[] { (ScalarType.Float64, 1e-12), (ScalarType.Float32, 1e-5) })
        {
            var x = randn(5, 13, shape[0], 11, type).permute(0, 2, 3, 1).requires_grad_();
            var w = randn(shape[1], shape[0], shape[2], shape[3], type).requires_grad_();
            var b = randn(shape[1], type).requires_grad_();
            Assert.That(PooledConvolution.Pays(x, w, kernel, pool));
            var images = nn.functional.conv2d(
                x, w, b, kernel.Stride.ToArray(), kernel.Padding.ToArray(), kernel.Dilation.ToArray());
            var expected = nn.functional.max_pool2d(images, pool.Size.ToArray());
            var dy = nn.functional.relu(randn_like(expected));                  // half of them 0, as behind a ReLU
            var gradients = autograd.grad([expected], [x, w, b], [dy]);
            using var off = no_grad();
            var (y, places) = PooledConvolution.Forward(x, w, b, kernel, pool);
            Agree(y, expected, tolerance);
            Agree(images.flatten(2).gather(2, places.flatten(2).to(ScalarType.Int64)).view(y.shape), expected, tolerance);
            var (dx, dW, db) = PooledConvolution.Backward(x, w, dy, places, kernel, pool, inputs: true, filters: true);
            Agree(dx!, gradients[0], tolerance);
            Agree(dW!, gradients[1], tolerance);
            Agree(db!, gradients[2], tolerance);
            var (none, dWAlone, dbAlone) = PooledConvolution.Backward(
                x, w, dy, places, kernel, pool, inputs: false, filters: true);
            var (dxAlone, noW, noB) = PooledConvolution.Backward(
                x, w, dy, places, kernel, pool, inputs: true, filters: false);
            Assert.That(new[] { none, noW, noB }, Is.All.Null);
            foreach (var (one, other) in new[] { (dxAlone, dx), (dWAlone, dW), (dbAlone, db) })
                Assert.That(one!.eq(other!).all().item<bool>());
        }
    }

    /// <remarks>One image alone may be laid out in memory however it likes: from it to a next there is no distance.</remarks>
    [Test]
    public void One_image_cut_from_a_larger_one_is_as_any_other([Values] bool cutInRows)
    {
        var x = cutInRows ? randn(1, 40, 10, 16).narrow(1, 0, 10).permute(0, 3, 1, 2)
            : randn(10, 1, 10, 16).transpose(0, 1).permute(0, 3, 1, 2);
        var (kernel, pool) = (new Window2d("kernel", 3, 1, 0, 1), new Window2d("window", 2, 2, 0, 1));
        var w = randn(16, 16, 3, 3);
        var (y, places) = PooledConvolution.Forward(x, w, null, kernel, pool);
        var dy = randn_like(y);
        var got = PooledConvolution.Backward(x, w, dy, places, kernel, pool, inputs: true, filters: true);
        var expected = PooledConvolution.Backward(
            x.contiguous().clone(), w, dy, places, kernel, pool, inputs: true, filters: true);
        Agree(got.Dx!, expected.Dx!, 1e-6);
        Agree(got.DW!, expected.DW!, 1e-6);
    }

    [Test]
    public void At_a_tie_the_first_place_wins([Values(1, 8)] long channels)
    {
        var (kernel, pool) = (new Window2d("kernel", 3, 1, 0, 1), new Window2d("window", 2, 2, 0, 1));
        var (_, places) = PooledConvolution.Forward(
            ones(2, channels, 8, 8), zeros(16, channels, 3, 3), null, kernel, pool);
        Assert.That(places[0, 0].flatten().data<float>(), Is.EqualTo([0, 2, 4, 12, 14, 16, 24, 26, 28]));
    }

    /// <remarks>In memory of places, or of numbers to come, of other sizes.</remarks>
    [Test]
    public void A_gradient_of_another_type_becomes_the_images(
        [Values(1, 8)] long channels, [Values(ScalarType.BFloat16, ScalarType.Float64)] ScalarType type)
    {
        var (kernel, pool) = (new Window2d("kernel", 3, 1, 0, 1), new Window2d("window", 2, 2, 0, 1));
        var (x, w) = (randn(2, channels, 8, 8), randn(16, channels, 3, 3));
        var (y, places) = PooledConvolution.Forward(x, w, null, kernel, pool);
        var dy = randn_like(y).to(type);
        var got = PooledConvolution.Backward(x, w, dy, places, kernel, pool, inputs: true, filters: true);
        var expected = PooledConvolution.Backward(
            x, w, dy.to(ScalarType.Float32), places, kernel, pool, inputs: true, filters: true);
        foreach (var (one, other) in new[] { (got.Dx, expected.Dx), (got.DW, expected.DW), (got.Db, expected.Db) })
            Assert.That(one!.eq(other!).all().item<bool>());
    }

    [TestCase(1)]
    [TestCase(8)]
    public void A_gradient_that_is_no_number_is_not_lost(long channels)
    {
        var (kernel, pool) = (new Window2d("kernel", 3, 1, 0, 1), new Window2d("window", 2, 2, 0, 1));
        var (x, w) = (randn(2, channels, 8, 8), randn(16, channels, 3, 3));
        var (y, places) = PooledConvolution.Forward(x, w, null, kernel, pool);
        var dy = zeros_like(y);
        dy[0, 3, 1, 1] = double.NaN;
        var (dx, dW, db) = PooledConvolution.Backward(x, w, dy, places, kernel, pool, inputs: true, filters: true);
        Assert.Multiple(() =>
        {
            Assert.That(dx!.isnan().any().item<bool>());
            Assert.That(dW![3].isnan().any().item<bool>());
            Assert.That(db![3].isnan().item<bool>());
            Assert.That(db![2].item<float>(), Is.Zero);
        });
    }

    [Test]
    public void What_fills_no_vectors_is_left_to_its_parts()
    {
        var x = randn(2, 8, 9, 9);
        Assert.Multiple(() =>
        {
            Assert.That(Pays(x, 16, 8, 2));
            Assert.That(Pays(x, 15, 8, 2), Is.False, "15 filters");
            Assert.That(Pays(x, 16, 8, 1), Is.False, "windows of one place");
            Assert.That(Pays(x[..0], 16, 8, 2), Is.False, "no image");
            Assert.That(Pays(x, 16, 8, 8), Is.False, "windows of 8 rows for 7");
            Assert.That(Pays(x, 16, 4, 2), Is.False, "filters of 4 channels");
            Assert.That(Pays(randn(2, 12, 9, 9), 16, 12, 2), Is.False, "12 channels");
            Assert.That(Pays(x.to(ScalarType.BFloat16), 16, 8, 2), Is.False, "bfloat16");
        });

        static bool Pays(Tensor x, long filters, long channels, long pool) => PooledConvolution.Pays(
            x, randn(filters, channels, 3, 3, x.dtype), new("kernel", 3, 1, 0, 1), new("window", pool, pool, 0, 1));
    }
}
