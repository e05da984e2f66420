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
        foreach (var group in result.Checks.Where(check => check.Verdict == LayerVerdict.Agrees).GroupBy(check => check.Verdict))
            output.WriteLine($"{result.File}: {result.Layer.Name} agrees with autograd and central differences on {string.Join(" and ", group.Select(check => check.Inputs))}");
        foreach (var check in result.Checks.Where(check => check.Verdict != LayerVerdict.Agrees).Take(1))
            output.Write($"{result.File}: on {check.Inputs}: {check.Text}");
        if (result.PartOf is { } whole) output.WriteLine($"{result.File}: {result.Layer.Name} is checked as a part of {whole}");
        if (result.Error is { } reason) error.WriteLine($"{result.File}: {result.Layer.Name}: {reason}");
    }

    /// <summary>Writes everything as UTF-8.</summary>
    public static void WriteJson(Stream stream, IReadOnlyList<LayerResult> results, IReadOnlyDictionary<string, string> errors, long seed) =>
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
