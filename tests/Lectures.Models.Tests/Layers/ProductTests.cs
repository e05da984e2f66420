using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class ProductTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    // float32: sums of up to 1031 products, in another order
    [TestCase(7, 3, 5)]
    [TestCase(1031, 67, 151)]
    [TestCase(1031, 151, 67)]
    public void Transposed_is_the_plain_product(long n, long k, long m)
    {
        using var scope = NewDisposeScope();
        Tensor a = randn(n, k), b = randn(n, m), expected = a.t().mm(b);
        Assert.That(Distance(Product.Transposed(a, b), expected), Is.LessThan(1e-3));
        Assert.That(Distance(Product.Convolved(a, b), expected), Is.LessThan(1e-3), "as a convolution");
    }

    [TestCase(7, 3, 5)]
    [TestCase(1031, 67, 151)]
    public void Of_is_the_plain_product(long n, long k, long m)
    {
        using var scope = NewDisposeScope();
        Tensor a = randn(n, k), b = randn(k, m);
        Assert.That(Distance(Product.Of(a, b), a.mm(b)), Is.LessThan(1e-3));
    }

    [Test]
    public void Takes_views_with_strides_of_their_own()
    {
        using var scope = NewDisposeScope();
        Tensor a = randn(67, 1031).t(), b = randn(1031, 302).slice(1, 0, 302, 2);
        Assert.That(Distance(Product.Transposed(a, b), a.t().mm(b)), Is.LessThan(1e-3));
    }

    private static double Distance(Tensor a, Tensor b) => (a - b).abs().max().item<float>();
}
