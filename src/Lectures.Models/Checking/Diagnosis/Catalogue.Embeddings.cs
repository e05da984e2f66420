using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// y = W[i]:           dW[v] = Σ of dy where i = v
// y = x + P[:T]:      dx = dy     dP[:T] = Σₙ dyₙ
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Embeddings =>
    [
        Mistake.In<Embedding>("embedding-overwrites", Cause.TermMissing,
            "dW[i] = dy, so that of a repeated index only the last counts: dW[v] is the sum of dy where i = v.",
            (_, s) => Weight("weight", zeros_like(s.Weight("weight")).index_copy_(0, s.X.reshape(-1), Rows(s.Dy)))),
        Mistake.In<Embedding>("embedding-mean-of-repeats", Cause.SumOrMean,
            "dW[v] is the mean of dy where i = v: it is their sum.",
            (_, s) => Weight("weight", Looked(s, Rows(s.Dy)) / Looked(s, ones_like(Rows(s.Dy))).clamp(min: 1))),
        Mistake.In<Embedding>("embedding-batch-mean", Cause.SumOrMean,
            "dW is divided by N: the loss has divided already, dW[v] is the sum of dy where i = v.",
            (_, s) => Weight("weight", Looked(s, Rows(s.Dy)) / s.X.size(0))),
        Mistake.In<Embedding>("embedding-shifted", Cause.Permuted,
            "dW[i − 1] gets what belongs to dW[i], the indices counted from 1: dW[v] is the sum of dy where i = v.",
            (_, s) => Weight("weight", Looked(s, Rows(s.Dy)).roll(-1, 0))),
        Mistake.In<Embedding>("embedding-first-pattern-only", Cause.TermMissing,
            "dW counts the first pattern alone: dW[v] is the sum of dy where i = v, over all patterns.",
            (_, s) => s.X.dim() < 2 ? null : Weight("weight", Looked(s, Rows(s.Dy * First(s.Dy))))),
        Mistake.In<LearnedPositions>("learned-positions-not-summed", Cause.TermMissing,
            "dP is dy of the first pattern: every pattern adds the same P, dP = Σₙ dyₙ.",
            (_, s) => Weight("weight", Placed(s, s.Dy[0]))),
        Mistake.In<LearnedPositions>("learned-positions-mean", Cause.SumOrMean,
            "dP is the mean of dy over the patterns: dP = Σₙ dyₙ is their sum.",
            (_, s) => Weight("weight", Placed(s, s.Dy.mean([0])))),
        Mistake.In<LearnedPositions>("learned-positions-over-time", Cause.WrongAxis,
            "dP sums dy over the places too: each place has a vector of its own, dP = Σₙ dyₙ.",
            (_, s) => Weight("weight", Placed(s, s.Dy.sum([0, 1]).expand(s.Dy.shape[1..])))),
        Mistake.In<LearnedPositions>("learned-positions-input-forgotten", Cause.Zero,
            "dx is never given, as if only P were learned: dx = dy.",
            (_, _) => Input(null)),
        Mistake.In<SinusoidalPositions>("sinusoidal-positions-scaled", Cause.Factor,
            "dx = √E dy, but forward adds P to x unscaled: dx = dy.",
            (_, s) => Input(s.Dy * Math.Sqrt(s.X.size(-1)))),
        Mistake.In<SinusoidalPositions>("sinusoidal-positions-multiplied", Cause.OtherDerivative,
            "dx = dy P, as if forward multiplied by P: y = x + P, dx = dy.",
            (_, s) => Input(s.Dy * (s.Y - s.X))),
    ];

    /// <summary>Rows added up where their index says: (N,E) → (V,E).</summary>
    private static Tensor Looked(Symptoms s, Tensor rows) =>
        zeros_like(s.Weight("weight")).index_add_(0, s.X.reshape(-1), rows, 1);

    /// <summary>1 for the first pattern, 0 for the others, which broadcasts over dy.</summary>
    private static Tensor First(Tensor dy)
    {
        var first = zeros([dy.size(0), .. Enumerable.Repeat(1L, (int)dy.dim() - 1)], dy.dtype);
        first[0] = 1;
        return first;
    }

    /// <summary>(T,E) in the table's first rows: (Tmax,E).</summary>
    private static Tensor Placed(Symptoms s, Tensor rows)
    {
        var table = zeros_like(s.Weight("weight"));
        table.narrow(0, 0, rows.size(0)).copy_(rows);
        return table;
    }
}
