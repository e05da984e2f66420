using System.Text.Json;

namespace Lectures.Runner.Bench;

/// <summary>The result of <c>bench</c> for machines; what was not measured is null.</summary>
internal static class BenchJson
{
    private static readonly JsonSerializerOptions options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>Writes it as UTF-8.</summary>
    public static void Write(
        Stream stream, IReadOnlyList<BenchResult> results, BenchRun run, PyTorchTimes? pyTorch) =>
        JsonSerializer.Serialize(stream, new
        {
            run.Threads,
            Quick = run.Effort == BenchEffort.Quick,
            PyTorch = pyTorch?.Version,
            Rows = results.Select(result => new
            {
                result.Row.Name,
                Group = result.Group.Name,
                result.Row.Setting,
                result.Group.Unit,
                result.Measured.Ours,
                result.Measured.Other,
                result.Measured.Value,
                Low = result.Measured.Spread?.Low,
                High = result.Measured.Spread?.High,
                Goal = Goal(result.Row.Goal),
                Met = result.IsMet,
                PyTorch = result.PyTorch is null ? null : new
                {
                    Ours = result.PyTorch,
                    Value = result.PyTorchRatio,
                    Goal = Goal(result.Row.PyTorchGoal),
                    Met = result.PyTorchMet,
                },
            }),
        }, options);

    private static object? Goal(Goal? goal) =>
        goal is not { } known ? null : known.IsLeast ? new { AtLeast = known.Bound } : new { AtMost = known.Bound };
}
