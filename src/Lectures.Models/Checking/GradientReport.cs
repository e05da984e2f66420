using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lectures.Models.Checking;

/// <summary>What a gradient turned out to be.</summary>
public enum Verdict
{
    /// <summary>It agrees with every reference.</summary>
    Agrees,

    /// <summary>It differs by no more than rounding explains.</summary>
    Rounding,

    /// <summary>Not verified: more than 10 % of the samples sit at a kink, where there is no derivative.</summary>
    Kink,

    /// <summary>It is wrong.</summary>
    Wrong,
}

/// <summary>What was found for one tensor.</summary>
/// <param name="Tensor">Its path, e.g. <c>hidden.weight</c>, <c>input</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Verdict">What its gradient turned out to be.</param>
/// <param name="Against">What the worst disagreement was with: <c>autograd</c> or <c>differences</c>.</param>
/// <param name="Error">The worst relative error.</param>
/// <param name="Index">Where it stands; null for a random direction.</param>
/// <param name="Value">The checked value there.</param>
/// <param name="Reference">The reference value there.</param>
/// <param name="Cosine">The cosine between checked gradient and reference; null where one is zero.</param>
/// <param name="Ratio">The factor c for which c × reference comes nearest to the checked gradient; null where there is
/// none.</param>
public sealed record GradientFinding(
    string Tensor, long[] Shape, Verdict Verdict, string Against, double Error,
    long[]? Index, double Value, double Reference, double? Cosine, double? Ratio)
{
    /// <summary>Why it is not verified, or by what alone it is; else null.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Verdict switch
    {
        Verdict.Agrees => Reason is null ? "agrees" : $"agrees, {Reason}",
        Verdict.Kink => $"not verified, {Reason}",
        Verdict.Rounding => $"rounding, relative error {Error:0.0e+0} against {Against}",
        _ when !double.IsFinite(Value) || !double.IsFinite(Error) =>
            $"WRONG, not finite where {Against} is, or not of its shape",
        _ => $"WRONG, {(Index is null ? "in a random direction" : $"at {Expect.Text(Index)}")} {Value:g6}, by "
            + $"{Against} {Reference:g6} (relative error {Error:0.0e+0}"
            + $"{(Cosine is null ? "" : $", cosine {Cosine:0.####}, ratio {Ratio:0.####}")})",
    };
}

/// <summary>The result of a gradient check.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Tensors">A finding for each tensor.</param>
/// <param name="Diagnoses">Where it goes wrong first, from the loss down, and why; empty when nothing is wrong, or for
/// what is no tree of layers.</param>
public sealed record GradientReport(
    string Name, IReadOnlyList<GradientFinding> Tensors, IReadOnlyList<Diagnosis.Diagnosis> Diagnoses)
{
    private static readonly JsonSerializerOptions json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>True when no gradient is wrong and every one could be verified.</summary>
    public bool Passed => Tensors.All(IsRight);

    /// <summary>For tests of any framework: throws with the whole report when something is wrong.</summary>
    /// <param name="tensors">The paths of those that count; without any, all do.</param>
    /// <exception cref="GradientCheckException">A gradient is wrong or could not be verified.</exception>
    /// <exception cref="ArgumentException">There is no gradient of that path.</exception>
    public void ThrowIfFailed(params string[] tensors)
    {
        if (Array.Find(tensors, path => Tensors.All(tensor => tensor.Tensor != path)) is { } unknown)
            throw new ArgumentException($"{unknown}: has no gradient, neither by hand nor by autograd; those of "
                + $"{string.Join(", ", Tensors.Select(tensor => tensor.Tensor))} were checked.");
        if (!Tensors.Where(tensor => tensors.Length == 0 || tensors.Contains(tensor.Tensor)).All(IsRight))
            throw new GradientCheckException(this);
    }

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, json);

    /// <summary>The report as text: a line for each tensor, then the diagnosis.</summary>
    public override string ToString()
    {
        var wrong = Tensors.Any(tensor => tensor.Verdict == Verdict.Wrong);
        var text = new StringBuilder($"{Name}: gradients {(Passed ? "agree" : wrong ? "WRONG" : "not verified")}\n");
        var (paths, shapes) = (Tensors.Select(tensor => tensor.Tensor),
            Tensors.Select(tensor => Expect.Text(tensor.Shape)));
        var (wide, wider) = (paths.Max(path => path.Length), shapes.Max(shape => shape.Length));
        foreach (var tensor in Tensors)
            text.Append($"  {tensor.Tensor.PadRight(wide)}  {Expect.Text(tensor.Shape).PadRight(wider)}  {tensor}\n");
        foreach (var diagnosis in Diagnoses) text.Append($"{diagnosis}\n");
        return text.ToString();
    }

    private static bool IsRight(GradientFinding tensor) => tensor.Verdict is Verdict.Agrees or Verdict.Rounding;
}

/// <summary>A gradient check that failed; the message is the whole report.</summary>
/// <param name="report">The report.</param>
public sealed class GradientCheckException(GradientReport report) : Exception(report.ToString())
{
    /// <summary>What was found.</summary>
    public GradientReport Report { get; } = report;
}
