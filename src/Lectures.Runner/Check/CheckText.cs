using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lectures.Runner.Check;

/// <summary>The results of <c>check</c>, as text and for machines.</summary>
internal static class CheckText
{
    private static readonly JsonSerializerOptions json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes what was found for a class; why it could not be checked goes to <paramref name="error"/>, in one line.</summary>
    public static void Write(TextWriter output, TextWriter error, LayerResult result)
    {
        foreach (var line in result.Printed) error.WriteLine($"{result.Layer.Name} printed: {line}");
        if (result.PrintedLines > result.Printed.Count)
            error.WriteLine($"{result.Layer.Name} printed: … ({result.PrintedLines - result.Printed.Count:N0} more lines)");
        var name = $"{result.File}: {result.Layer.Name}";
        var agreeing = string.Join(" and ", result.Checks
            .Where(check => check.Verdict == LayerVerdict.Agrees).Select(check => check.Inputs));
        if (agreeing.Length > 0) output.WriteLine($"{name} agrees with autograd and central differences on {agreeing}");
        foreach (var note in result.Notes) output.WriteLine($"{name} was not checked further: {note}");
        if (result.Checks.FirstOrDefault(check => check.Verdict != LayerVerdict.Agrees) is { } worst)
        {
            output.Write($"{result.File}: on {worst.Inputs}: {worst.Text}");
            if (agreeing.Length > 0)
                output.WriteLine($"  It agrees on {agreeing}: if {worst.Inputs} is not meant, "
                    + "refuse it with an ArgumentException or declare InputShapes.");
        }
        if (result.PartOf is { } whole) output.WriteLine($"{name} is checked as a part of {whole}");
        if (result.Error is { } reason) error.WriteLine($"{name}: {reason}");
    }

    /// <summary>Writes everything as UTF-8.</summary>
    public static void WriteJson(
        Stream stream, IReadOnlyList<LayerResult> results, IReadOnlyDictionary<string, string> errors, long seed) =>
        JsonSerializer.Serialize(stream, new
        {
            Passed = errors.Count == 0 && results.All(result => result.Verdict == LayerVerdict.Agrees),
            Seed = seed,
            Errors = errors.Select(file => new { File = file.Key, Lines = file.Value.Split('\n') }),
            Layers = results.Select(result => new
            {
                result.File,
                result.Layer.Name,
                result.Verdict,
                result.Error,
                result.PartOf,
                Checks = result.Checks.Select(check => new { check.Inputs, check.Verdict, check.Report }),
            }),
        }, json);
}
