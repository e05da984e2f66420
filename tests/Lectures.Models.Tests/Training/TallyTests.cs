using Lectures.Models.Losses;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Training;

public class TallyTests
{
    [Test]
    public void Counts_as_argmax_does_with_equals_and_what_is_no_number()
    {
        var prediction = tensor(new float[] { 1, 3, 3, 0, float.NaN, 5, 2, 2, 1 }).view(3, 3);
        foreach (var (classes, right) in new[] { (new long[] { 1, 1, 0 }, 3.0), ([2, 2, 1], 0), ([1, 2, 0], 2) })
        {
            var tally = new Tally(LossFunction.CrossEntropy);
            tally.Add(tensor(0.5f), prediction, tensor(classes));
            Assert.That(tally.Result.Accuracy, Is.EqualTo(right / 3));
            Assert.That(tally.Result.Accuracy, Is.EqualTo(
                prediction.argmax(-1).eq(tensor(classes)).to(ScalarType.Float64).mean().item<double>()));
        }
    }

    [Test]
    public void Weighs_batches_by_what_counts_in_them()
    {
        var tally = new Tally(LossFunction.CrossEntropy);
        tally.Add(tensor(1f), randn(2, 2, 5), tensor(new long[] { 1, -100, -100, -100 }).view(2, 2));
        tally.Add(tensor(3f), randn(1, 3, 5), tensor(new long[] { 1, 2, 0 }).view(1, 3));
        Assert.That(tally.Result.Loss, Is.EqualTo((1 * 1 + 3 * 3) / 4.0));
        Assert.That(tally.NotFinite, Is.Null);
        tally.Add(tensor(float.PositiveInfinity), randn(1, 3, 5), tensor(new long[] { 1, 2, 0 }).view(1, 3));
        Assert.That(tally.NotFinite, Is.EqualTo((2L, double.PositiveInfinity)));
    }
}
