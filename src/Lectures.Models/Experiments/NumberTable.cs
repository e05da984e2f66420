namespace Lectures.Models.Experiments;

/// <summary>Numbers of an experiment in rows and columns.</summary>
/// <param name="Title">What they are.</param>
/// <param name="Columns">What stands in each column.</param>
/// <param name="Rows">The rows; each has a value for every column.</param>
public sealed record NumberTable(
    Bilingual Title, IReadOnlyList<NumberColumn> Columns, IReadOnlyList<NumberRow> Rows);

/// <summary>A column of numbers.</summary>
/// <param name="Name">What they are, with their unit.</param>
/// <param name="Format">How they are written.</param>
public sealed record NumberColumn(Bilingual Name, string Format = "0.####");

/// <summary>A row of numbers.</summary>
/// <param name="Label">Whose they are.</param>
/// <param name="Values">One for each column; null where there is none.</param>
public sealed record NumberRow(Bilingual Label, params IReadOnlyList<double?> Values);
