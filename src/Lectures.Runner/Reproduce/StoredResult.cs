using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lectures.Models.Data;
using Lectures.Models.Experiments;

namespace Lectures.Runner.Reproduce;

/// <summary>The result of an experiment as its file holds it: the same for the same seed, options and data.</summary>
internal sealed record StoredResult(
    string Experiment, string Section, IReadOnlyDictionary<string, JsonElement> Options,
    IReadOnlyDictionary<string, string> Data, Verdict Verdict, IReadOnlyList<Claim> Claims,
    IReadOnlyList<Reproduction> Reproductions, IReadOnlyList<NumberTable> Tables, IReadOnlyList<StoredFigure> Figures)
{
    /// <summary>Whether every claim holds.</summary>
    [JsonIgnore]
    public bool Holds => Claims.All(claim => claim.Holds);
}

/// <summary>A figure of a result; it lies beside it as PNG and SVG.</summary>
/// <param name="Name">What its files are called after the experiment.</param>
/// <param name="Caption">What is to be seen.</param>
internal sealed record StoredFigure(string Name, Bilingual Caption);

/// <summary>Of which run a result is; a run that is asked for again is not done again.</summary>
/// <param name="Key">Options, data and program.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record RunStamp(string Key, double Seconds);

/// <summary>How results are written and read.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Writes a file.</summary>
    public static void Write<T>(string path, T value) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, options));

    /// <summary>Reads a file; null where there is none, or none that is whole.</summary>
    public static T? Read<T>(string path) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), options);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The options of an experiment by name.</summary>
    public static IReadOnlyDictionary<string, JsonElement> OptionsOf(Experiment experiment) =>
        JsonSerializer.SerializeToElement(experiment, experiment.GetType(), options).EnumerateObject()
            .ToDictionary(option => option.Name, option => option.Value.Clone());
}
