using Lectures.Models.Data.Planes;
using Lectures.Models.Experiments;
using Lectures.Models.Literal;

namespace Lectures.Models.Tests.Experiments;

public sealed class ScikitClassifierTests
{
    [Test]
    public void Example_7_1_ends_where_scikit_learn_ends()
    {
        var classifier = new ScikitClassifier(PointsFile.Example71(), new());
        classifier.Learn(200);
        Assert.Multiple(() =>
        {
            // The ranges of ten seeds, and half of their width on both sides.
            Assert.That(classifier.Losses[^1], Is.InRange(0.152, 0.188));
            Assert.That(classifier.Accuracy(), Is.InRange(0.93, 0.96));
            Assert.That(classifier.Converged, Is.False);
        });
        classifier.Learn(500);
        Assert.That(classifier.Losses[^1], Is.InRange(0.122, 0.144));
        Assert.That(classifier.Converged && classifier.Losses.Count is > 360 and < 480, $"{classifier.Losses.Count}");
    }

    [Test]
    public void Six_layers_of_four_sigmoid_units_stop_before_they_learn()
    {
        var classifier = new ScikitClassifier(PointsFile.Example71(),
            new() { Hidden = [4, 4, 4, 4, 4, 4], Activation = UnitFunction.Sigmoid });
        classifier.Learn(100_000);
        Assert.That(classifier.Converged && classifier.Losses.Count is >= 12 and <= 250, $"{classifier.Losses.Count}");
        Assert.That(classifier.Losses[^1], Is.InRange(0.69, 0.70));
    }

    [Test]
    public void Without_the_stop_it_goes_on()
    {
        var classifier = new ScikitClassifier(PointsFile.Example71(),
            new() { Hidden = [4, 4, 4, 4, 4, 4], Activation = UnitFunction.Sigmoid, Stops = false });
        classifier.Learn(400);
        Assert.That(classifier.Losses, Has.Count.EqualTo(400));
    }

    [Test]
    public void Learning_in_two_parts_is_learning_at_once_and_a_seed_decides()
    {
        // 250 points: a batch of 200 and one of 50.
        var points = PlaneShapes.TwoMoons(250, 0.1, 1);
        ScikitClassifier once = new(points, new()), parts = new(points, new()), other = new(points, new() { Seed = 2 });
        once.Learn(9);
        parts.Learn(4);
        parts.Learn(9);
        other.Learn(9);
        Assert.That(parts.Losses, Is.EqualTo(once.Losses));
        Assert.That(other.Losses, Is.Not.EqualTo(once.Losses));
    }

    [Test]
    public void Three_classes_have_three_softmax_units()
    {
        var points = new PlanePoints([.. PlaneShapes.Clouds(90, 6, 0.5, 1).All
            .Select((point, k) => k % 3 == 2 ? new PlanePoint(point.X1 - 9, point.X2, 2) : point)]);
        var classifier = new ScikitClassifier(points, new());
        classifier.Learn(200);
        Assert.That(classifier.Network.Units(2), Is.EqualTo(3));
        Assert.That(classifier.Accuracy(), Is.EqualTo(1));
    }
}
