using System.Globalization;
using System.Text.Json;
using Lectures.Models.Training;
using Spectre.Console;

namespace Lectures.Runner.Evaluate;

/// <summary>A report for people and for programs.</summary>
internal static class ReportTable
{
    private const int MostInMatrix = 20;

    /// <summary>Precision and recall of every class, and which were taken for which.</summary>
    public static void Write(TextWriter output, ConfusionMatrix confusion, IReadOnlyList<string> names)
    {
        var matrix = names.Count <= MostInMatrix;
        var table = new Table().Border(TableBorder.Horizontal);
        table.AddColumn("class");
        foreach (var column in (string[])["precision", "recall", "patterns", .. matrix ? names : []])
            table.AddColumn(new TableColumn(column.EscapeMarkup()) { Alignment = Justify.Right });
        var counts = confusion.Counts;
        for (var k = 0; k < names.Count; k++)
        {
            var row = k;
            var taken = Enumerable.Range(0, matrix ? names.Count : 0)
                .Select(other => counts[row, other] == 0 ? "·" : $"{counts[row, other]}");
            table.AddRow([names[k].EscapeMarkup(), Percent(confusion.Precision(k)), Percent(confusion.Recall(k)),
                confusion.CountOf(k).ToString("N0", CultureInfo.InvariantCulture), .. taken]);
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, 40 + names.Count * 10);
        console.Write(table);
    }

    /// <summary>Writes all of it as one JSON object.</summary>
    public static void Write(Stream stream, ModelReport report, IReadOnlyList<string> names, double? exact)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("loss", report.Result.Loss);
        Number("accuracy", report.Result.Accuracy);
        json.WriteNumber("count", report.Result.Count);
        Number("exact-match", exact);
        if (report.Confusion is { } confusion)
        {
            json.WriteStartArray("classes");
            for (var k = 0; k < names.Count; k++)
            {
                json.WriteStartObject();
                json.WriteString("class", names[k]);
                Number("precision", confusion.Precision(k));
                Number("recall", confusion.Recall(k));
                json.WriteNumber("count", confusion.CountOf(k));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("confusion");
            var counts = confusion.Counts;
            for (var i = 0; i < names.Count; i++)
            {
                json.WriteStartArray();
                for (var j = 0; j < names.Count; j++) json.WriteNumberValue(counts[i, j]);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteStartArray("mistakes");
            foreach (var wrong in report.Mistakes)
            {
                json.WriteStartObject();
                json.WriteNumber("index", wrong.Index);
                json.WriteString("class", names[wrong.Target]);
                json.WriteString("prediction", names[wrong.Prediction]);
                json.WriteNumber("probability", wrong.Probability);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();

        void Number(string name, double? value)
        {
            if (value is { } number) json.WriteNumber(name, number);
            else json.WriteNull(name);
        }
    }

    private static string Percent(double? share) =>
        share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0.00} %") : "–";
}
