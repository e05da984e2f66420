using Lectures.Models.Networks;
using Spectre.Console;

namespace Lectures.Runner.Summary;

/// <summary>A model's summary as text: a row for each layer, and a line with the totals. Layers that wrap
/// others under the same name, without weights of their own, share a row.</summary>
internal static class SummaryTable
{
    /// <summary>Writes the table and the totals.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="summary">What is known of it.</param>
    /// <param name="batch">What the shapes were seen with.</param>
    public static void Write(TextWriter output, string model, ModelSummary summary, string batch)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = short.MaxValue;     // no cell is cut off: a narrow terminal folds the lines itself
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["layer", "type", "output", "parameters", "weights"])
            table.AddColumn(new(column)
            {
                NoWrap = true,
                Alignment = column == "parameters" ? Justify.Right : Justify.Left,
            });
        var shown = new HashSet<string>();
        foreach (var layer in summary.Layers.Where(layer => shown.Add(layer.Path) || layer.Weights.Count > 0))
            table.AddRow(new[]
            {
                layer.Path.Length == 0 ? model : layer.Path,
                layer.Type,
                string.Join(", ", layer.Outputs.Select(Shape)),
                layer.Weights.Count == 0 ? "" : $"{layer.Parameters:N0}",
                string.Join(", ", layer.Weights.Select(Text)),
            }.Select(cell => new Text(cell)));      // as texts: a string would be read as Spectre's markup
        console.Write(table);
        foreach (var line in text.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0))
            output.WriteLine(line);
        output.WriteLine();
        output.WriteLine($"{model}: {summary.Parameters:N0} parameters; shapes for {batch}");
    }

    private static string Text(WeightSummary weight) =>
        $"{weight.Name} {Shape(weight.Shape)}" + (weight.TiedTo is { } place ? $" (tied: is {place})" : "");

    private static string Shape(IReadOnlyList<long> shape) =>
        shape.Count == 0 ? "scalar" : string.Join('×', shape);
}
