using Lectures.Models.Losses;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Losses;

public class BinaryCrossEntropyTests
{
    [Test]
    public void Is_the_mean_negative_log_likelihood()
    {
        using var scope = NewDisposeScope();
        using var loss = new BinaryCrossEntropy();
        double[] z = [-1.5, 0.25, 2], t = [0, 1, 0.3];
        var expected = z.Zip(t, (zn, tn) =>
        {
            var p = 1 / (1 + Math.Exp(-zn));
            return -(tn * Math.Log(p) + (1 - tn) * Math.Log(1 - p));
        }).Average();
        Assert.That(loss.Forward(tensor(z), tensor(t)).item<double>(), Is.EqualTo(expected).Within(1e-14));
    }

    [Test]
    public void Logits_far_out_give_finite_numbers()
    {
        using var scope = NewDisposeScope();
        using var loss = new BinaryCrossEntropy();
        var z = tensor(new[] { -1e5f, 1e5f, -1e5f, 1e5f });
        var t = tensor(new[] { 0f, 1, 1, 0 });
        Assert.That(loss.Forward(z, t).item<float>(), Is.EqualTo(5e4f));
        Assert.That(loss.Backward().Equals(tensor(new[] { 0, 0, -0.25f, 0.25f })), Is.True);
    }

    [Test]
    public void At_zero_the_slope_is_a_half_less_the_target()
    {
        using var scope = NewDisposeScope();
        using var loss = new BinaryCrossEntropy();
        loss.Forward(zeros(2), tensor(new[] { 0f, 1 }));
        Assert.That(loss.Backward().Equals(tensor(new[] { 0.25f, -0.25f })), Is.True);
    }
}
