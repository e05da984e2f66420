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
