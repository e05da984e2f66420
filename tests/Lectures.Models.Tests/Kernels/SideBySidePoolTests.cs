using Lectures.Models.Kernels;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Kernels;

public class SideBySidePoolTests : KernelTests
{
    [TestCase(2, 2, 8, 8, 1)]
    [TestCase(2, 3, 7, 11, 2)]
    [TestCase(3, 1, 10, 5, 2)]
    [TestCase(4, 5, 4, 5, 1)]
    public void Is_libtorchs_pooling_in_value_place_and_gradient(long kH, long kW, long height, long width, int threads)
    {
        set_num_threads(threads);
        var window = new Window2d("window", (kH, kW), (kH, kW), 0, 1);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            // few different numbers, so that there are ties, and some that are none
            var x = randint(0, 4, [3, 16, height, width]).to(type);
            x[0, 3, 1, 1] = double.NaN;
            x[2, 15, 0, 0] = double.NaN;
            Assert.That(SideBySidePool.Pays(x, window));
            x.requires_grad_();
            var (theirs, theirPlaces) = nn.MaxPool2d([kH, kW], [kH, kW]).forward_with_indices(x);
            var dy = randn_like(theirs);
            var theirGradient = autograd.grad([theirs], [x], [dy])[0];
            using var off = no_grad();
            var (y, places) = SideBySidePool.Forward(x, window);
            Assert.Multiple(() =>
            {
                Assert.That(y.allclose(theirs, 0, 0, equal_nan: true));
                Assert.That(places.to(ScalarType.Int64).eq(theirPlaces).all().item<bool>());
                Assert.That(SideBySidePool.Backward(dy, places, window, height, width).eq(theirGradient).all().item<bool>());
            });
        }
    }

    [Test]
    public void Other_windows_and_odd_channels_are_left_to_libtorch()
    {
        var x = randn(2, 16, 9, 9);
        Assert.Multiple(() =>
        {
            Assert.That(SideBySidePool.Pays(x, new("window", 3, 2, 0, 1)), Is.False, "windows overlap");
            Assert.That(SideBySidePool.Pays(x, new("window", 2, 2, 1, 1)), Is.False, "padding");
            Assert.That(SideBySidePool.Pays(x[.., ..3], new("window", 2, 2, 0, 1)), Is.False, "three channels");
            Assert.That(SideBySidePool.Pays(x[.., .., ..1], new("window", 2, 2, 0, 1)), Is.False, "one row for two");
            Assert.That(SideBySidePool.Pays(x.to(ScalarType.BFloat16), new("window", 2, 2, 0, 1)), Is.False, "bfloat16");
            Assert.That(SideBySidePool.Pays(x, new("window", 2, 2, 0, 1)));
        });
    }
}
