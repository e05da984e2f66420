using Lectures.Models.Kernels;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Kernels;

/// <summary>Gradients of functions element by element, against autograd's.</summary>
public class ElementwiseGradientTests : KernelTests
{
    [SetUp]
    public void TwoThreads() => set_num_threads(2);

    // more than one share of threads' work, and an end that fills no vector
    private static Tensor Numbers(ScalarType type) => cat([zeros(3, type), randn(40_000, type) * 3]);

    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.Float64)]
    public void Relus_gradient_is_autograds_to_the_last_bit(ScalarType type)
    {
        foreach (var x in new[] { Numbers(type), Numbers(type)[..36].view(1, 3, 4, 3).permute(0, 2, 3, 1) })
        {
            x.requires_grad_();
            var y = x.relu();
            var dy = randn_like(y);
            Assert.That(ReluGradient.Of(y.detach(), dy).eq(autograd.grad([y], [x], [dy])[0]).all().item<bool>());
        }
    }

    /// <remarks>A few roundings of numbers about 1, and Φ = y/x where y is small.</remarks>
    [TestCase(ScalarType.Float32, 1e-5)]
    [TestCase(ScalarType.Float64, 1e-13)]
    public void Gelus_gradient_is_autograds(ScalarType type, double tolerance)
    {
        var x = Numbers(type).requires_grad_();
        var y = nn.functional.gelu(x);
        var dy = randn_like(y);
        var theirs = autograd.grad([y], [x], [dy])[0];
        using var off = no_grad();
        Assert.That(GeluGradient.Pays(x, dy));
        var difference = (GeluGradient.Of(x, y, dy) - theirs).abs().max().to(ScalarType.Float64).item<double>();
        Assert.That(difference, Is.LessThan(tolerance));
    }
}
