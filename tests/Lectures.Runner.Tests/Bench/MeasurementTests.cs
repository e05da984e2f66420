using Lectures.Runner.Bench;

namespace Lectures.Runner.Tests.Bench;

public class MeasurementTests
{
    private static readonly double[] ours = [1, 2, 4, 5, 10], other = [2, 2, 2, 20, 10];

    [Test]
    public void The_ratio_is_the_median_of_the_turns_and_not_the_ratio_of_medians()
    {
        var measured = InTurns(Goal.AtLeast(1), 5);                 // ratios 2, 1, 0.5, 4, 1
        Assert.That((measured.Ours, measured.Other), Is.EqualTo((4, 2)));
        Assert.That(measured.Value, Is.EqualTo(1));
        Assert.That(measured.Spread, Is.EqualTo((1.0, 2.0)));
    }

    [Test]
    public void A_goal_of_at_most_asks_for_the_share_of_the_other() =>
        Assert.That(InTurns(Goal.AtMost(1), 4).Value, Is.EqualTo(0.75));    // of 0.5, 1, 2, 0.25

    [Test]
    public void Quartiles_lie_between_the_nearest_two() =>
        Assert.That(InTurns(Goal.AtLeast(1), 2).Spread, Is.EqualTo((1.25, 1.75)));

    [Test]
    public void One_turn_has_no_spread() =>
        Assert.That(InTurns(Goal.AtLeast(1), 1), Is.EqualTo(new Measurement(1, 2, 2, (2, 2))));

    [Test]
    public void Turns_alternate_and_tell_how_far_they_are()
    {
        List<string> calls = [];
        Measurement.InTurns(
            Goal.AtLeast(1), () => Call("ours"), () => Call("other"), 2, share => calls.Add($"{share:0.0}"));
        Assert.That(calls, Is.EqualTo(new[] { "ours", "other", "0.5", "ours", "other", "1.0" }));

        double Call(string name)
        {
            calls.Add(name);
            return 1;
        }
    }

    [Test]
    public void One_alone_is_its_own_value()
    {
        var i = 0;
        var measured = Measurement.Alone(() => ours[i++], 5, _ => { });
        Assert.That(measured, Is.EqualTo(new Measurement(4, null, 4, (2, 5))));
    }

    [TestCase(2.5, true)]
    [TestCase(2.49, false)]
    public void At_least_is_met_from_the_bound_on(double value, bool met) =>
        Assert.That(Goal.AtLeast(2.5).IsMet(value), Is.EqualTo(met));

    [TestCase(0.9, true)]
    [TestCase(0.91, false)]
    public void At_most_is_met_up_to_the_bound(double value, bool met) =>
        Assert.That(Goal.AtMost(0.9).IsMet(value), Is.EqualTo(met));

    private static Measurement InTurns(Goal goal, int turns)
    {
        var (i, j) = (0, 0);
        return Measurement.InTurns(goal, () => ours[i++], () => other[j++], turns, _ => { });
    }
}
