using Lectures.Models.Checking;
using Spectre.Console;
using static TorchSharp.torch;

namespace Lectures.Runner.Verify;

/// <summary>The result of <c>verify</c> as text: a row for each model or tensor, and a line for each
/// disagreement.</summary>
internal static class VerificationTable
{
    /// <summary>Writes the table, the disagreements and a summary.</summary>
    public static void Write(TextWriter output, IReadOnlyList<ModelReport> reports, bool verbose, string setting)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = short.MaxValue;     // no cell is cut off: a narrow terminal folds the lines itself
        console.Write(verbose ? Tensors(reports) : Models(reports));

        foreach (var report in reports)
            foreach (var tensor in report.Tensors.Where(tensor => !tensor.Passed))
                output.WriteLine(Disagreement(report, tensor));
        var (passed, tensors) = (reports.Count(report => report.Passed), reports.Sum(report => report.Tensors.Count));
        output.WriteLine($"{passed} of {reports.Count} models agree: {tensors:N0} tensors on {setting}");
    }

    private static Table Models(IReadOnlyList<ModelReport> reports)
    {
        var table = New("model", "layers", "parameters", "hand/autograd", "hand/differences", "float32", "seconds", "");
        foreach (var report in reports)
            AddRow(table,
                report.Name,
                $"{report.Layers}",
                $"{report.Parameters:N0}",
                Number(Worst(report, tensor => tensor.Type == ScalarType.Float64 ? tensor.HandVsAutograd : null)),
                Number(Worst(report, tensor => tensor.RoundingBound is null ? tensor.HandVsDifferences : null)),
                Errors(report.Tensors),
                $"{report.Seconds:0.0}",
                Verdict(report.Passed));
        return table;
    }

    private static Table Tensors(IReadOnlyList<ModelReport> reports)
    {
        var table = New(
            "model", "variant", "layer", "tensor", "shape", "type",
            "hand/autograd", "hand/differences", "autograd/differences", "float32", "kinks", "");
        foreach (var report in reports)
            foreach (var tensor in report.Tensors)
                AddRow(table,
                    report.Name,
                    tensor.Variant,
                    tensor.Layer,
                    tensor.Tensor,
                    string.Join('×', tensor.Shape),
                    $"{tensor.Type}",
                    Number(tensor.HandVsAutograd),
                    Number(tensor.HandVsDifferences) + Bound(tensor),
                    Number(tensor.AutogradVsDifferences),
                    Errors([tensor]),
                    tensor.Sampled > 0 ? $"{tensor.Kinks}/{tensor.Sampled}" : "",
                    Verdict(tensor.Passed));
        return table;
    }

    private static string Disagreement(ModelReport report, TensorCheck tensor)
    {
        var layer = tensor.Layer.Length == 0 ? "(whole network)" : tensor.Layer;
        var what = tensor.Mismatch?.ToString() ?? $"not verified: {tensor.NotVerified}";
        return $"{report.Name} ({tensor.Variant}, {tensor.Type}), layer {layer}, {tensor.Tensor}: {what}";
    }

    private static Table New(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            var isText = column is "model" or "variant" or "layer" or "tensor" or "";
            table.AddColumn(new(column) { NoWrap = true, Alignment = isText ? Justify.Left : Justify.Right });
        }
        return table;
    }

    // As texts: a string would be read as Spectre's markup, where [1] is a style.
    private static void AddRow(Table table, params string[] cells) =>
        table.AddRow(cells.Select(cell => new Text(cell)));

    private static double? Worst(ModelReport report, Func<TensorCheck, double?> error) => report.Tensors.Max(error);

    /// <summary>The worst float32 errors against float64, by hand and of autograd.</summary>
    private static string Errors(IEnumerable<TensorCheck> tensors)
    {
        var errors = tensors.Select(tensor => tensor.Float32Errors).OfType<(double ByHand, double Autograd)>().ToList();
        return errors.Count == 0
            ? "–"
            : $"{Number(errors.Max(e => e.ByHand))} (autograd {Number(errors.Max(e => e.Autograd))})";
    }

    /// <summary>The bound by rounding, where it decided.</summary>
    private static string Bound(TensorCheck tensor) =>
        tensor.RoundingBound is { } bound ? $" (≤ {Number(bound)})" : "";

    private static string Number(double? value) => value is null ? "–" : $"{value:0.0e+0}";

    private static string Verdict(bool passed) => passed ? "agrees" : "DIFFERS";
}
