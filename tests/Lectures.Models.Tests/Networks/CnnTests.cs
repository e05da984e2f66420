using Lectures.Models.Checking;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public class CnnTests
{
    [Test]
    public void Mnist_cnn_has_108_618_parameters()
    {
        using var cnn = new Cnn(new CnnOptions());
        Assert.That(cnn.parameters().Sum(p => p.numel()), Is.EqualTo(108_618));
        Assert.That(cnn.state_dict().Keys, Is.EqualTo(new[]
        {
            "0.weight", "0.bias", "3.weight", "3.bias", "7.weight", "7.bias", "9.weight", "9.bias",
        }));
    }

    [Test]
    public void A_convolution_before_batch_norm_carries_no_bias()
    {
        using var cnn = new Cnn(new CnnOptions { BatchNorm = true });
        Assert.That(cnn.state_dict().Keys, Does.Not.Contain("0.bias"));
    }

    [Test]
    public void Only_the_named_convolutions_are_pooled()
    {
        using var cnn = new Cnn(new CnnOptions { Filters = [2, 3, 4], Padding = 1, PoolAfter = [2], Hidden = [] });
        // convolution, activation, convolution, activation, pool, convolution, activation, flatten, dense of 4·14·14
        Assert.That(cnn.state_dict().Keys.Where(key => key.EndsWith("weight")), Is.EqualTo(new[]
        {
            "0.weight", "2.weight", "5.weight", "8.weight",
        }));
        Assert.That(cnn.state_dict()["8.weight"].shape, Is.EqualTo(new long[] { 10, 4 * 14 * 14 }));
    }

    [Test]
    public void The_first_kernel_may_have_another_size()
    {
        using var cnn = new Cnn(new CnnOptions { Kernel = 2, FirstKernel = 5 });
        Assert.That(cnn.state_dict()["0.weight"].shape, Is.EqualTo(new long[] { 16, 1, 5, 5 }));
        Assert.That(cnn.state_dict()["3.weight"].shape, Is.EqualTo(new long[] { 32, 16, 2, 2 }));
        Assert.That(cnn.state_dict()["7.weight"].shape, Is.EqualTo(new long[] { 128, 32 * 5 * 5 }));
        Assert.Throws<ArgumentException>(() => new Cnn(new CnnOptions { FirstKernel = 0 }));
    }

    [TestCase(false, 1)]
    [TestCase(true, 2)]
    public void A_pool_first_stands_before_batch_norm(bool poolFirst, int place)
    {
        using var cnn = new Cnn(new CnnOptions { Filters = [2], Hidden = [], BatchNorm = true, PoolFirst = poolFirst });
        Assert.That(cnn.state_dict().Keys, Does.Contain($"{place}.running_mean"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Pools_in_places_agree_with_the_network_by_hand(bool poolFirst)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var options = new CnnOptions(11, 9, 2, 3)
        {
            Filters = [3, 4, 5],
            Padding = 1,
            PoolAfter = [1, 3],
            PoolFirst = poolFirst,
            FirstKernel = 5,
            BatchNorm = true,
            Hidden = [6],
        };
        using var cnn = Seeded.Build(1, () => new Cnn(options), ScalarType.Float64);
        var x = randn(4, 2, 11, 9, ScalarType.Float64);
        var targets = tensor(new long[] { 0, 2, 1, 2 });
        Twins.Agree(cnn, () => cnn.call(x), cnn.ByHand(), [x], targets);
    }

    /// <remarks>The maximum of a window may be below 0: ReLU stops its gradient before pooling and after it.</remarks>
    [Test]
    public void Pooling_before_relu_gives_the_same()
    {
        using var scope = NewDisposeScope();
        using var early = new Cnn(new CnnOptions(13, 11, 2, 3) { Filters = [3, 4], Hidden = [] });
        using var late = new Cnn(new CnnOptions(13, 11, 2, 3) { Filters = [3, 4], Hidden = [], PoolFirst = false });
        late.load_state_dict(early.state_dict());
        var x = randn(6, 2, 13, 11);
        var dy = randn(6, 3);
        var (y, expected) = (early.call(x), late.call(x));
        Assert.That(y.Equals(expected), Is.True);
        y.backward([dy]);
        expected.backward([dy]);
        foreach (var (a, b) in early.parameters().Zip(late.parameters()))
            Assert.That((a.grad! - b.grad!).abs().max().item<float>(), Is.LessThan(1e-5));
    }

    [Test]
    public void How_an_image_lies_in_memory_does_not_matter()
    {
        using var scope = NewDisposeScope();
        using var cnn = new Cnn(new CnnOptions(10, 13, 3));
        var x = randn(2, 3, 10, 13);
        var innermost = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.That((cnn.call(x) - cnn.call(innermost)).abs().max().item<float>(), Is.Zero);
    }

    [TestCase(0)]
    [TestCase(3)]
    public void A_pool_after_no_convolution_is_refused(long place)
    {
        var error = Assert.Throws<ArgumentException>(() => new Cnn(new CnnOptions { PoolAfter = [1, place] }))!;
        Assert.That(error.Message, Is.EqualTo(
            $"options.PoolAfter: expected numbers of convolutions in [1, 2], got {place}."));
    }

    [Test]
    public void An_image_that_shrinks_to_nothing_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Cnn(new CnnOptions(6, 9)))!;
        Assert.That(error.Message, Is.EqualTo(
            "image: expected at least one pixel after 2 convolutions of 3×3 and pools of 2×2, got none from 6×9."));
    }

    [Test]
    public void Images_of_another_size_are_refused()
    {
        using var cnn = new Cnn(new CnnOptions());
        using var x = randn(2, 1, 28, 27);
        var error = Assert.Throws<ArgumentException>(() => cnn.call(x))!;
        Assert.That(error.Message, Is.EqualTo("x: expected shape (N, 1, 28, 28), got (2, 1, 28, 27)."));
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void A_kernel_below_1_is_refused(long kernel)
    {
        var error = Assert.Throws<ArgumentException>(() => new Cnn(new CnnOptions { Kernel = kernel }))!;
        Assert.That(error.Message, Is.EqualTo($"options.Kernel: expected at least 1, got {kernel}."));
    }
}
