using Lectures.Runner.Bench;

namespace Lectures.Runner.Tests.Bench;

public class StepLoopTests
{
    [Test]
    public void A_turn_begins_with_steps_whose_time_does_not_count()
    {
        var taken = new List<int>();
        var turn = StepLoop.Turns(
            steps =>
            {
                taken.Add(steps);
                return 2 + taken.Count / 1000.0;        // milliseconds a step
            },
            BenchEffort.Full with { LeadIn = 50, Turn = 20 });
        taken.Clear();

        Assert.That(turn(), Is.EqualTo(2.002));
        Assert.That(taken, Is.EqualTo(new[] { 24, 9 }));
    }
}
