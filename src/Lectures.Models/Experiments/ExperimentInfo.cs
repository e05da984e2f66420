namespace Lectures.Models.Experiments;

/// <summary>What is known of an experiment before it runs.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Section">The lecture's section: <c>7.1 (3)</c>.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Statement">What the lecture says.</param>
/// <param name="Full">The experiment as the report shows it.</param>
/// <param name="Quick">The same made small: other numbers, the same claims.</param>
public sealed record ExperimentInfo(
    string Name, string Section, Bilingual Title, Bilingual Statement, Func<Experiment> Full, Func<Experiment> Quick)
{
    /// <summary>What it uses of the user's data.</summary>
    public ExperimentNeeds Needs { get; init; }

    /// <summary>About how long it takes on one core, in seconds.</summary>
    public double Seconds { get; init; }
}

/// <summary>What data an experiment uses.</summary>
[Flags]
public enum ExperimentNeeds
{
    /// <summary>Nothing but what it makes itself.</summary>
    None = 0,

    /// <summary>Images.</summary>
    Images = 1,

    /// <summary>Recordings.</summary>
    Speech = 2,

    /// <summary>A text.</summary>
    Text = 4,

    /// <summary>Points of the plane.</summary>
    Points = 8,
}
