namespace Lectures.Runner.Bench;

/// <summary>How long is measured.</summary>
/// <param name="Turns">Turns of a pair of steps.</param>
/// <param name="LeadIn">Milliseconds of one of the two before its turn: threads find their cores again, numbers their
/// cache.</param>
/// <param name="Turn">Milliseconds of one of the two in a turn.</param>
/// <param name="WarmUp">Milliseconds of each before that: the runtime compiles in steps.</param>
/// <param name="Epochs">Turns of a pair of epochs.</param>
/// <param name="Images">Images in an epoch.</param>
/// <param name="FirstSteps">Steps after which memory is read first.</param>
/// <param name="Steps">Steps in all after which it is read again.</param>
internal sealed record BenchEffort(
    int Turns, double LeadIn, double Turn, double WarmUp, int Epochs, int Images, int FirstSteps, int Steps)
{
    /// <summary>To know.</summary>
    public static BenchEffort Full { get; } = new(31, 100, 60, 600, 9, 60_000, 1_000, 10_000);

    /// <summary>To see that all runs.</summary>
    public static BenchEffort Quick { get; } = new(3, 10, 20, 60, 3, 2_000, 10, 30);
}
