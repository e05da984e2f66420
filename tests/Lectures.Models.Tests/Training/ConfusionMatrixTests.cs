using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Training;

public class ConfusionMatrixTests
{
    [Test]
    public void Precision_and_recall_are_shares_of_columns_and_rows()
    {
        var matrix = new ConfusionMatrix(4);
        matrix.Add([0, 0, 0, 1, 1], [0, 0, 1, 1, 2]);
        matrix.Add([2], [0]);
        Assert.That(matrix.Counts, Is.EqualTo(
            new long[,] { { 2, 1, 0, 0 }, { 0, 1, 1, 0 }, { 1, 0, 0, 0 }, { 0, 0, 0, 0 } }));
        Assert.That(Enumerable.Range(0, 4).Select(matrix.CountOf), Is.EqualTo(new[] { 3, 2, 1, 0 }));
        Assert.That(Enumerable.Range(0, 4).Select(matrix.Precision),
            Is.EqualTo(new double?[] { 2 / 3.0, 1 / 2.0, 0, null }));
        Assert.That(Enumerable.Range(0, 4).Select(matrix.Recall),
            Is.EqualTo(new double?[] { 2 / 3.0, 1 / 2.0, 0, null }));
    }

    [Test]
    public void As_many_predictions_as_targets_and_known_classes_are_expected()
    {
        var matrix = new ConfusionMatrix(2);
        Assert.That(Assert.Throws<ArgumentException>(() => matrix.Add([0, 1], [0]))!.Message,
            Is.EqualTo("predictions: expected 2, got 1."));
        Assert.Throws<IndexOutOfRangeException>(() => matrix.Add([2], [0]));
    }

    [Test]
    public void A_module_is_asked_about_every_pattern()
    {
        using var scope = NewDisposeScope();
        using var net = Seeded.Build(1, () => new Mlp(new(3, 2) { Hidden = [] }), ScalarType.Float32);
        var x = rand(7, 3);
        var target = tensor(new long[] { 0, 1, 1, 0, 1, 1, 1 });
        using var patterns = new TensorPatterns(x, target);
        var matrix = ConfusionMatrix.Of(ModelTask.Of(() => net, LossFunction.CrossEntropy), net, patterns, 2);
        Assert.That((matrix.CountOf(0), matrix.CountOf(1)), Is.EqualTo((2, 5)));
        var right = (net.call(x).argmax(-1) == target).sum().item<long>();
        Assert.That(matrix.Counts[0, 0] + matrix.Counts[1, 1], Is.EqualTo(right));
    }
}
