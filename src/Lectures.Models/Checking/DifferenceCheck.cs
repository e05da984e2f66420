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
/// <param name="scale">max|b|, what errors are relative to.</param>
/// <param name="tensor">What is moved.</param>
/// <param name="options">Tolerances, step and number of directions.</param>
internal sealed class DifferenceCheck(
    TensorCheck row, Tensor? byHand, Tensor? autograd, double scale, Tensor tensor, GradientCheckOptions options)
{
    private const double MostKinks = 0.1;

    /// <summary>Moves the tensor in 4 random directions and at the entries given (row-major indices).</summary>
    public void Run(Differences differences, Generator generator, IEnumerable<long> entries)
    {
        using var scope = NewDisposeScope();
        Tensor hand = byHand ?? zeros_like(tensor), auto = autograd ?? zeros_like(tensor);
        if (!hand.shape.AsSpan().SequenceEqual(tensor.shape)) return;    // autograd's comparison has said so
        var step = options.Eps;
        for (var i = 0; i < options.Directions; i++)
        {
            var v = Differences.RandomDirection(tensor, generator);
            Difference Along(double h) => differences.Direction(tensor, v, h);
            step ??= Differences.BestStep(Along);
            Add(Along, null, (hand * v).sum(), (auto * v).sum());
        }
        hand = hand.reshape(-1);
        auto = auto.reshape(-1);
        foreach (var i in entries)
        {
            Difference At(double h) => differences.Entry(tensor, i, h);
            step ??= Differences.BestStep(At);
            Add(At, i, hand[i], auto[i]);
        }
        if (row.Kinks > MostKinks * row.Sampled)
            row.NotVerified ??= $"{row.Kinks} of {row.Sampled} samples sit at a kink";

        void Add(Func<double, Difference> measure, long? index, Tensor hand, Tensor auto)
        {
            var (value, reference) = (hand.item<double>(), auto.item<double>());
            var difference = measure(step!.Value);
            // A sample that disagrees gets the step that suits it best, not the tensor's: the derivative may bend
            // faster there.
            if (row.Mismatch is null && options.Eps is null && Disagrees())
                difference = measure(Differences.BestStep(measure));
            if (row.Mismatch is null && Disagrees() && Differences.IsKink(measure))
                difference = difference with { Kink = true };
            Count(difference, index, value, reference);

            bool Disagrees() => !difference.Kink
                && !Comparison.Within(Math.Max(Error(value, difference), Error(reference, difference)),
                    Bound(difference));
        }
    }

    private double Error(double value, Difference difference) =>
        Comparison.Ratio(Math.Abs(value - difference.Slope), scale);

    private double Bound(Difference difference) =>
        Math.Max(options.Rtol, Comparison.Ratio(difference.Rounding, scale)) + Comparison.Ratio(options.Atol, scale);

    private void Count(Difference difference, long? index, double hand, double auto)
    {
        row.Sampled++;
        if (difference.Kink)
        {
            row.Kinks++;
            return;
        }
        var bound = Bound(difference);
        if (bound > options.Rtol) row.RoundingBound = Math.Max(row.RoundingBound ?? 0, bound);
        row.HandVsDifferences = Worse(row.HandVsDifferences, hand, "by hand");
        row.AutogradVsDifferences = Worse(row.AutogradVsDifferences, auto, "autograd");

        double Worse(double? before, double value, string who)
        {
            var error = Error(value, difference);
            if (!Comparison.Within(error, bound))
                row.Fail(new(
                    index is { } i ? Comparison.Unravel(i, tensor.shape) : null,
                    value, difference.Slope, (who, "differences"), error, bound));
            return Math.Max(before ?? 0, error);
        }
    }
}
