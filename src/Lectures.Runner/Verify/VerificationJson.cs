using System.Text.Json;
using System.Text.Json.Serialization;
using Lectures.Models.Checking;

namespace Lectures.Runner.Verify;

/// <summary>The result of <c>verify</c> for machines; a comparison that was not made is null.</summary>
internal static class VerificationJson
{
    private static readonly JsonSerializerOptions options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes it as UTF-8.</summary>
    public static void Write(Stream stream, IReadOnlyList<ModelReport> reports, long seed) =>
        JsonSerializer.Serialize(stream, Result(reports, seed), options);

    private static object Result(IReadOnlyList<ModelReport> reports, long seed) => new
    {
        Passed = reports.All(report => report.Passed),
        Seed = seed,
        Models = reports.Select(report => new
        {
            report.Name,
            report.Parameters,
            report.Passed,
            report.Seconds,
            Tensors = report.Tensors.Select(tensor => new
            {
                tensor.Variant,
                tensor.Layer,
                tensor.Tensor,
                tensor.Shape,
                Dtype = $"{tensor.Type}".ToLowerInvariant(),
                tensor.HandVsAutograd,
                tensor.HandVsDifferences,
                tensor.AutogradVsDifferences,
                tensor.Kinks,
                tensor.Passed,
            }),
        }),
    };
}
