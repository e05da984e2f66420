using Lectures.Models.Training;

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
}
