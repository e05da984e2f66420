using System.Text.Json;
using Lectures.Models.Data;
using Lectures.Runner.Train;

namespace Lectures.Runner.Bench;

/// <summary>What PyTorch needs for the same steps, from a file:
/// <c>{"torch": "2.6.0", "threads": 1, "ms": {"cnn AdamW b200": 40.1}}</c>.</summary>
/// <param name="Version">PyTorch's.</param>
/// <param name="Threads">How many threads computed.</param>
/// <param name="Milliseconds">A step's time by <see cref="BenchCase.Setting"/>.</param>
internal sealed record PyTorchTimes(string Version, int Threads, IReadOnlyDictionary<string, double> Milliseconds)
{
    private const string Form = """{"torch": "2.6.0", "threads": 1, "ms": {"cnn AdamW b200": 40.1}}""";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads are expected: other times could not be compared.</param>
    /// <exception cref="DataException">It is missing, not of that form, or names a step that there is not.</exception>
    public static PyTorchTimes Read(string path, int threads)
    {
        PyTorchTimes? times = null;
        try
        {
            times = Of(JsonSerializer.Deserialize<JsonElement>(ReadableText.Of(path)));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or ArgumentException)
        {
        }
        if (times is null || times.Milliseconds.Values.Any(milliseconds => milliseconds <= 0))
            throw new DataException($"{path}: expected times of the form {Form}.");
        if (times.Milliseconds.Keys.FirstOrDefault(name => BenchCase.All.All(bench => bench.Setting != name)) is { } unknown)
        {
            throw new DataException(
                $"{path}: ms: expected names of {string.Join(", ", BenchCase.All.Select(bench => bench.Setting))}, got {unknown}.");
        }
        if (times.Threads != threads)
        {
            throw new DataException(
                $"{path}: measured by {times.Threads} threads, and here it is {threads}; see --threads.");
        }
        return times;
    }

    private static PyTorchTimes Of(JsonElement root) => new(
        root.GetProperty("torch").GetString()!, root.GetProperty("threads").GetInt32(),
        root.GetProperty("ms").EnumerateObject().ToDictionary(named => named.Name, named => named.Value.GetDouble()));
}
