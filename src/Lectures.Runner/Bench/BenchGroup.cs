namespace Lectures.Runner.Bench;

/// <summary>Rows that measure the same of several models.</summary>
/// <param name="Name">One word.</param>
/// <param name="Title">What is measured, in a sentence.</param>
/// <param name="Unit">Of ours and the other.</param>
/// <param name="Ours">What ours is called.</param>
/// <param name="Other">What the other is called; null where there is none.</param>
/// <param name="Value">What the goal speaks of.</param>
/// <param name="Rows">The rows.</param>
internal sealed record BenchGroup(
    string Name, string Title, string Unit, string Ours, string? Other, string Value, IReadOnlyList<BenchRow> Rows)
{
    /// <summary>All groups.</summary>
    public static IReadOnlyList<BenchGroup> All { get; } =
    [
        StepRows.Group, EpochRows.Group, HandRows.Group, ProductRows.Group, LiteralRow.Group, MemoryRows.Group,
    ];

    /// <summary>The groups with the rows that are asked for, by their own names or their group's.</summary>
    /// <param name="asked">Names; none for all.</param>
    /// <exception cref="UsageException">There is no such row.</exception>
    public static IReadOnlyList<BenchGroup> Find(string[] asked)
    {
        var rows = All.SelectMany(group => group.Rows);
        List<string> known = [.. All.Select(group => group.Name).Union(rows.Select(row => row.Name))];
        foreach (var name in asked) OptionValue.OneOf("row", name, known);
        return asked.Length == 0 ? All :
        [
            .. from found in All
               let chosen = found.Rows.Where(row => asked.Contains(found.Name) || asked.Contains(row.Name)).ToList()
               where chosen.Count > 0
               select found with { Rows = chosen },
        ];
    }
}

/// <summary>One number that is measured.</summary>
/// <param name="Name">The group's name and the model's.</param>
/// <param name="Setting">Model, optimizer and batch.</param>
/// <param name="Goal">What is aimed at.</param>
/// <param name="Measure">Measures it; tells the share done, which may throw to give up.</param>
internal sealed record BenchRow(
    string Name, string Setting, Goal Goal, Func<BenchRun, Action<double>, Measurement> Measure)
{
    /// <summary>What is aimed at against PyTorch; null where that does not do the same.</summary>
    public Goal? PyTorchGoal { get; init; }
}

/// <summary>How everything is measured.</summary>
/// <param name="Threads">How many threads compute.</param>
/// <param name="Effort">How long.</param>
internal sealed record BenchRun(int Threads, BenchEffort Effort);
