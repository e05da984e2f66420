using Lectures.Models.Checking;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking;

public class DifferenceCheckTests
{
    // y = relu(x), L = Σ 2 y: the gradient is 2 where x > 0 and 0 where x < 0.
    private static TensorCheck Check(double[] at, Func<Tensor, Tensor> byHand, double scale = 2)
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(at), dy = full_like(x, 2), autograd = x.gt(0).to(ScalarType.Float64) * 2;
        using var layer = new Relu();
        using var state = new LayerState(layer);
        using var generator = new Generator(1);
        var row = new TensorCheck("", "input", [at.Length], ScalarType.Float64);
        new DifferenceCheck(row, byHand(autograd), autograd, scale, x, new()).Run(
            new(layer, [x], [dy], state), generator, Enumerable.Range(0, at.Length).Select(i => (long)i));
        return row;
    }

    private static double[] Points(int count, int atKink) =>
        [.. Enumerable.Range(0, count).Select(i => i < atKink ? 0 : i % 2 == 0 ? 0.7 : -0.4)];

    [Test]
    public void A_right_gradient_agrees()
    {
        var row = Check(Points(36, 0), autograd => autograd);
        Assert.That(row.Passed, Is.True, $"{row.Mismatch}");
        Assert.That((row.Sampled, row.Kinks), Is.EqualTo((40, 0)));    // 36 entries and 4 directions
        Assert.That(row.HandVsDifferences, Is.LessThan(1e-6));
    }

    [Test]
    public void A_wrong_entry_is_found_where_it_is()
    {
        var row = Check(Points(6, 0), autograd =>
        {
            var wrong = autograd.clone();
            wrong[3] += 1e-5;
            return wrong;
        });
        Assert.That(row.Passed, Is.False);
        Assert.That(row.HandVsDifferences, Is.EqualTo(5e-6).Within(1e-8));
        Assert.That(row.AutogradVsDifferences, Is.LessThan(1e-6));
    }

    // Every direction moves the entries at the kink too: the 4 directions and the entries are left out.
    [TestCase(0, true)]
    [TestCase(1, false)]
    public void More_than_a_tenth_of_samples_at_kinks_is_not_verified(int atKink, bool passes)
    {
        var row = Check(Points(36, atKink), autograd => autograd);
        Assert.That(row.Passed, Is.EqualTo(passes));
        Assert.That(row.Kinks, Is.EqualTo(atKink == 0 ? 0 : 5));
        if (!passes) Assert.That(row.NotVerified, Is.EqualTo("5 of 40 samples sit at a kink"));
    }

    [Test]
    public void A_tenth_of_samples_at_kinks_is_verified()
    {
        var row = Check(Points(46, 1), autograd => autograd);
        Assert.That((row.Kinks, row.Sampled), Is.EqualTo((5, 50)));
        Assert.That(row.Passed, Is.True, row.NotVerified);
    }
}
