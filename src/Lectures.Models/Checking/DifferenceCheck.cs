using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>Holds the hand-written gradient of one tensor, and autograd's, against central differences.</summary>
/// <remarks>
/// The bound is max(1e-6 × max|b|, 4 ε |L| / h), where b is autograd's gradient (at least 1e-5 × the largest of its
/// layer). More than 10 % of the samples at kinks: the tensor is not verified.
/// </remarks>
/// <param name="row">Where the result goes.</param>
/// <param name="byHand">The hand-written gradient; null counts as zeros.</param>
/// <param name="autograd">Autograd's gradient; null counts as zeros.</param>
/// <param name="layerLargest">The largest gradient in the same layer.</param>
/// <param name="tensor">What is moved.</param>
internal sealed class DifferenceCheck(TensorCheck row, Tensor? byHand, Tensor? autograd, double layerLargest, Tensor tensor)
{
    private const int Directions = 4;
    private readonly double scale = Math.Max(Comparison.Largest(autograd), 1e-5 * layerLargest);

    /// <summary>Moves the tensor in 4 random directions and at the entries given (row-major indices).</summary>
    public void Run(Differences differences, Generator generator, IEnumerable<long> entries)
    {
        using var scope = NewDisposeScope();
        Tensor hand = byHand ?? zeros_like(tensor), auto = autograd ?? zeros_like(tensor);
        if (!hand.shape.AsSpan().SequenceEqual(tensor.shape)) return;    // autograd's comparison has said so
        double? step = null;
        for (var i = 0; i < Directions; i++)
        {
            var v = Differences.RandomDirection(tensor, generator);
            step ??= differences.BestStep(tensor, v);
            Add(differences.Direction(tensor, v, step.Value), null, (hand * v).sum().item<double>(), (auto * v).sum().item<double>());
        }
        hand = hand.reshape(-1);
        auto = auto.reshape(-1);
        foreach (var i in entries)
            Add(differences.Entry(tensor, i, step!.Value), i, hand[i].item<double>(), auto[i].item<double>());
        if (row.Kinks > 0.1 * row.Sampled)
            row.NotVerified = $"{row.Kinks} of {row.Sampled} samples sit at a kink";
    }

    private void Add(Difference difference, long? index, double hand, double auto)
    {
        row.Sampled++;
        if (difference.Kink)
        {
            row.Kinks++;
            return;
        }
        var bound = Math.Max(Comparison.DifferencesBound, difference.Rounding / Math.Max(scale, double.Epsilon));
        if (bound > Comparison.DifferencesBound) row.RoundingBound = Math.Max(row.RoundingBound ?? 0, bound);
        row.HandVsDifferences = Worse(row.HandVsDifferences, hand, "by hand");
        row.AutogradVsDifferences = Worse(row.AutogradVsDifferences, auto, "autograd");

        double Worse(double? before, double value, string who)
        {
            var error = Comparison.Ratio(Math.Abs(value - difference.Slope), scale);
            if (!(error <= bound))
                row.Fail(new(index is { } i ? Comparison.Unravel(i, tensor.shape) : null, value, difference.Slope, (who, "differences"), error, bound));
            return Math.Max(before ?? 0, error);
        }
    }
}
