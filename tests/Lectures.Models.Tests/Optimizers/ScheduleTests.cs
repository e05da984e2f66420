using Lectures.Models.Optimizers;

namespace Lectures.Models.Tests.Optimizers;

public class ScheduleTests
{
    private static double[] Rates(ScheduleOptions options, double peak, int steps) =>
        [.. Enumerable.Range(0, steps).Select(step => options.Rate(peak, step, steps))];

    private static void AreEqual(double[] got, double[] expected) =>
        Assert.That(got, Is.EqualTo(expected).Within(1e-13).Percent);

    [Test]
    public void Constant_stays() => AreEqual(Rates(new(), 0.3, 3), [0.3, 0.3, 0.3]);

    [Test]
    public void Step_falls_every_so_many_steps() => AreEqual(
        Rates(new() { Kind = ScheduleKind.Step, StepEvery = 2, StepFactor = 0.5 }, 8, 7), [8, 8, 4, 4, 2, 2, 1]);

    /// <remarks>0.1 · 30 is 3.0000000000000004: the fall must not come a step late.</remarks>
    [Test]
    public void Step_falls_every_share_of_the_steps()
    {
        var rates = Rates(new() { Kind = ScheduleKind.Step, StepShare = 0.1, StepFactor = 0.5 }, 1, 30);
        AreEqual(rates, [.. Enumerable.Range(0, 30).Select(step => 1 / Math.Pow(2, step / 3))]);
        AreEqual(Rates(new() { Kind = ScheduleKind.Step }, 100, 6), [100, 100, 10, 10, 1, 1]);
    }

    /// <remarks>cos(0), cos(π/4), cos(π/2), cos(3π/4) in closed form.</remarks>
    [Test]
    public void Cosine_falls_to_the_floor()
    {
        var root = Math.Sqrt(0.5);
        AreEqual(Rates(new() { Kind = ScheduleKind.Cosine }, 2, 4), [2, 1 + root, 1, 1 - root]);
        AreEqual(Rates(new() { Kind = ScheduleKind.Cosine, Floor = 0.1 }, 2, 4),
            [2, 0.2 + 0.9 * (1 + root), 0.2 + 0.9, 0.2 + 0.9 * (1 - root)]);
    }

    /// <remarks>The rates of torch.optim.lr_scheduler.OneCycleLR(max_lr=0.5, total_steps=steps, pct_start=rise) of
    /// PyTorch 2.6.0, one before each step.</remarks>
    [TestCase(0.3, 10, new[] { 0.020000000000000018, 0.26, 0.5, 0.47524231600673683, 0.40587282697488153,
        0.30563101096814466, 0.19437098903185537, 0.09412917302511849, 0.024759683993263143, 2e-06 })]
    [TestCase(0.3, 7, new[] { 0.020000000000000018, 0.4902783136674793, 0.4595221881348553, 0.33634191824027254,
        0.17886938786982853, 0.0496483959466328, 2e-06 })]
    public void One_cycle_is_PyTorchs(double rise, int steps, double[] expected) =>
        Assert.That(
            Rates(new() { Kind = ScheduleKind.OneCycle, RiseShare = rise }, 0.5, steps),
            Is.EqualTo(expected).Within(1e-15));

    [TestCase(0, 0.020000000000000018)]
    [TestCase(1, 0.02205323327028552)]
    [TestCase(12, 0.26)]
    [TestCase(24, 0.5)]
    [TestCase(25, 0.4997807084018845)]
    [TestCase(50, 0.36582454548393034)]
    [TestCase(98, 0.00022129159811550304)]
    [TestCase(99, 2e-06)]
    public void One_cycle_is_PyTorchs_over_a_hundred_steps(int step, double expected) => Assert.That(
        new ScheduleOptions { Kind = ScheduleKind.OneCycle, RiseShare = 0.25 }.Rate(0.5, step, 100),
        Is.EqualTo(expected).Within(1e-15));

    [Test]
    public void One_cycle_has_its_own_divisors()
    {
        var rates = Rates(new() { Kind = ScheduleKind.OneCycle, RiseShare = 0.5, Divisor = 4, FinalDivisor = 5 }, 1, 4);
        AreEqual(rates, [0.25, 1, 1 - 0.95 / 2, 0.05]);
    }

    [Test]
    public void One_cycle_is_finite_and_ends_low_however_few_the_steps()
    {
        for (var steps = 1; steps <= 12; steps++)
            foreach (var rise in new[] { 0, 0.1, 0.25, 0.3, 0.5, 1 })
                Assert.That(
                    Rates(new() { Kind = ScheduleKind.OneCycle, RiseShare = rise }, 1, steps),
                    Has.All.InRange(3.9e-6, 1.0));
    }

    [Test]
    public void Warm_up_rises_linearly_to_where_the_schedule_begins()
    {
        AreEqual(Rates(new() { WarmUp = 3 }, 8, 5), [2, 4, 6, 8, 8]);
        var root = Math.Sqrt(0.5);
        AreEqual(Rates(new() { Kind = ScheduleKind.Cosine, WarmUp = 1 }, 2, 5), [1, 2, 1 + root, 1, 1 - root]);
        AreEqual(Rates(new() { Kind = ScheduleKind.OneCycle, RiseShare = 1, WarmUp = 1 }, 1, 4), [0.02, 0.04, 0.52, 1]);
    }

    [Test]
    public void A_training_shorter_than_the_warm_up_only_rises([Values] ScheduleKind kind) =>
        AreEqual(Rates(new() { Kind = kind, WarmUp = 9 }, kind == ScheduleKind.OneCycle ? 250 : 10, 4), [1, 2, 3, 4]);

    private static readonly object[][] refused =
    [
        [new ScheduleOptions { WarmUp = -1 }, "warmUp: expected at least 0, got -1."],
        [new ScheduleOptions { Floor = 0.1 }, "floor: Constant has no use for it; leave it out."],
        [new ScheduleOptions { Kind = ScheduleKind.Cosine, Floor = 1.5 }, "floor: expected a share in [0, 1], got 1.5."],
        [new ScheduleOptions { Kind = ScheduleKind.Cosine, StepEvery = 3 },
            "stepEvery: Cosine has no use for it; leave it out."],
        [new ScheduleOptions { Kind = ScheduleKind.Step, StepEvery = 0 }, "stepEvery: expected at least 1, got 0."],
        [new ScheduleOptions { Kind = ScheduleKind.Step, StepShare = 0 },
            "stepShare: expected a share in (0, 1], got 0."],
        [new ScheduleOptions { Kind = ScheduleKind.Step, StepFactor = double.NaN },
            "stepFactor: expected a share in (0, 1], got NaN."],
        [new ScheduleOptions { Kind = ScheduleKind.Step, StepEvery = 3, StepShare = 0.5 },
            "stepShare: expected none beside stepEvery; give one of them."],
        [new ScheduleOptions { Kind = ScheduleKind.OneCycle, RiseShare = -1 },
            "riseShare: expected a share in [0, 1], got -1."],
        [new ScheduleOptions { Kind = ScheduleKind.OneCycle, Divisor = 0.5 }, "divisor: expected at least 1, got 0.5."],
        [new ScheduleOptions { Kind = ScheduleKind.Step, FinalDivisor = 2 },
            "finalDivisor: Step has no use for it; leave it out."],
        [new ScheduleOptions { Kind = (ScheduleKind)9 }, "schedule: expected a schedule, got 9."],
    ];

    [TestCaseSource(nameof(refused))]
    public void Refuses_wrong_numbers_and_what_the_kind_has_no_use_for(ScheduleOptions options, string message) =>
        Assert.That(Assert.Throws<ArgumentException>(() => options.Rate(1, 0, 10))!.Message, Is.EqualTo(message));

    [TestCase(0, 0, "peak: expected a positive number, got 0.")]
    [TestCase(1, -1, "step: expected in [0, 10), got -1.")]
    [TestCase(1, 10, "step: expected in [0, 10), got 10.")]
    public void Refuses_a_step_outside_the_training(double peak, long step, string message) =>
        Assert.That(
            Assert.Throws<ArgumentException>(() => new ScheduleOptions().Rate(peak, step, 10))!.Message,
            Is.EqualTo(message));
}
