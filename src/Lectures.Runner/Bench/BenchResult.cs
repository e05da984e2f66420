namespace Lectures.Runner.Bench;

/// <summary>A row with its number.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Row">The row.</param>
/// <param name="Measured">What it gave.</param>
/// <param name="PyTorch">What PyTorch needs for the same, in the unit of the group; null where that is not
/// known.</param>
internal sealed record BenchResult(BenchGroup Group, BenchRow Row, Measurement Measured, double? PyTorch)
{
    /// <summary>Whether the goal is reached.</summary>
    public bool IsMet => Row.Goal.IsMet(Measured.Value);

    /// <summary>How many times as fast as PyTorch.</summary>
    public double? PyTorchRatio => PyTorch / Measured.Ours;

    /// <summary>Whether the goal against PyTorch is reached; null where none can be.</summary>
    public bool? PyTorchMet => PyTorchRatio is { } ratio ? Row.PyTorchGoal?.IsMet(ratio) : null;
}
