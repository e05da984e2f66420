using System.Globalization;
using Lectures.Models.Experiments;
using Lectures.Models.Networks;

namespace Lectures.Models.Display;

/// <summary>What an experiment found: its verdict, claims and numbers as tables, then its figures.</summary>
internal static class ResultForms
{
    /// <summary>All of a result.</summary>
    public static IEnumerable<MimeBundle> Of(ExperimentResult result)
    {
        yield return MimeBundle.Text($"{Finding(result.Verdict.Finding)}: {result.Verdict.Words.English}");
        yield return Of(result.Claims);
        if (result.Reproductions.Count > 0) yield return Of(result.Reproductions);
        foreach (var table in result.Tables) yield return Of(table);
        foreach (var figure in result.Figures) yield return Of(figure, []);
    }

    /// <summary>A figure.</summary>
    public static MimeBundle Of(ExperimentFigure figure, IReadOnlyCollection<string> mimeTypes)
    {
        using var drawn = figure.Draw();
        return PictureForms.Of(drawn, figure.Caption.English, mimeTypes);
    }

    /// <summary>Claims, with what was measured.</summary>
    public static MimeBundle Of(IEnumerable<Claim> claims) => Shown(
        ["claim", "measured", "expected", ""],
        claims.Select(claim => (string[])
            [claim.Statement.English, claim.Measured, claim.Expected, claim.Holds ? "holds" : "FAILS"]));

    /// <summary>The lecture's numbers beside ours.</summary>
    public static MimeBundle Of(IEnumerable<Reproduction> numbers) => Shown(
        ["", "setting", "lecture", "ours", "seeds"],
        numbers.Select(number => (string[])
        [
            number.Id, number.Setting.English, number.Lecture,
            Text(number.Mean, number.Format)
                + (number.Deviation is { } deviation ? $" ± {Text(deviation, number.Format)}" : ""),
            $"{number.Ours.Count}",
        ]));

    /// <summary>Other numbers.</summary>
    public static MimeBundle Of(NumberTable table) => Shown(
        ["", .. table.Columns.Select(column => column.Name.English)],
        table.Rows.Select(row => (string[])
        [
            row.Label.English,
            .. row.Values.Zip(table.Columns, (value, column) =>
                value is { } number ? Text(number, column.Format) : "–"),
        ]),
        table.Title.English);

    /// <summary>The layers of a model.</summary>
    public static MimeBundle Of(ModelSummary summary) => Shown(
        ["layer", "type", "output", "parameters", "weights"],
        summary.Layers.Select(layer => (string[])
        [
            layer.Path, layer.Type, string.Join(", ", layer.Outputs.Select(Shape)),
            layer.Weights.Count == 0 ? "" : $"{layer.Parameters:N0}",
            string.Join(", ", layer.Weights.Select(weight => $"{weight.Name} {Shape(weight.Shape)}")),
        ]),
        note: $"{summary.Parameters:N0} parameters");

    private static MimeBundle Shown(
        IReadOnlyList<string> head, IEnumerable<string[]> rows, string title = "", string note = "") =>
        new Table(head, [.. rows]) { Title = title, Note = note }.Shown;

    private static string Shape(IReadOnlyList<long> shape) => string.Join('×', shape);

    private static string Finding(Finding finding) => finding switch
    {
        Experiments.Finding.Shown => "shown",
        Experiments.Finding.NotShown => "not shown",
        _ => "depends",
    };

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
