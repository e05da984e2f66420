using System.Globalization;
using Spectre.Console;

namespace Lectures.Runner.Bench;

/// <summary>The result of <c>bench</c> as text: a table for each group, and a line in the end.</summary>
internal static class BenchTable
{
    /// <summary>Writes the tables and a summary.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="results">All rows, group by group.</param>
    /// <param name="setting">How it was measured.</param>
    public static void Write(TextWriter output, IReadOnlyList<BenchResult> results, string setting)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = short.MaxValue;     // no cell is cut off: a narrow terminal folds the lines itself
        foreach (var group in results.GroupBy(result => result.Group))
        {
            output.WriteLine(group.Key.Title);
            console.Write(Of(group.Key, [.. group]));
        }
        output.WriteLine($"{results.Count(result => result.IsMet)} of {results.Count} goals met: {setting}");
    }

    private static Table Of(BenchGroup group, IReadOnlyList<BenchResult> results)
    {
        var (other, pyTorch) = (group.Other is not null, results.Any(result => result.PyTorch is not null));
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in Cells(
            "row", "", $"{group.Ours}, {group.Unit}", $"{group.Other}, {group.Unit}", group.Value,
            "quartiles", "goal", "", $"PyTorch, {group.Unit}", "PyTorch / ours", "goal", ""))
        {
            table.AddColumn(new(new Text(column))
            {
                NoWrap = true,
                Alignment = column is "row" or "" ? Justify.Left : Justify.Right,
            });
        }

        foreach (var result in results)
        {
            var (row, measured) = (result.Row, result.Measured);
            table.AddRow(Cells(
                row.Name, row.Setting, Amount(measured.Ours), Amount(measured.Other), Ratio(measured.Value),
                measured.Spread is var (low, high) ? $"{Ratio(low)} – {Ratio(high)}" : "–",
                $"{row.Goal}", Verdict(result.IsMet),
                Amount(result.PyTorch), Ratio(result.PyTorchRatio), $"{row.PyTorchGoal}", Verdict(result.PyTorchMet))
                .Select(cell => new Text(cell)));    // as texts: a string would be read as Spectre's markup
        }
        return table;

        IEnumerable<string> Cells(params string[] cells) =>
            cells.Where((_, i) => (other || i is not (3 or 4)) && (pyTorch || i < 8));
    }

    // Three digits at least: 0.0821, 12.3, 512
    private static string Amount(double? value) => value is { } number
        ? number.ToString(
            number switch { < 0.1 => "0.0000", < 1 => "0.000", < 10 => "0.00", < 100 => "0.0", _ => "0" },
            CultureInfo.InvariantCulture)
        : "–";

    private static string Ratio(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";

    private static string Verdict(bool? met) => met switch { true => "met", false => "missed", _ => "" };
}
