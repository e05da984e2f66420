using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// From a sequence to one vector:   y = x_T, dx_T = dy and 0 elsewhere     y = (1/T) Σₜ xₜ, dxₜ = dy / T
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Sequences =>
    [
        Mistake.In<LastStep>("last-step-first", Cause.TimeShifted,
            "dy goes to the first step: y = x_T, so dx_T = dy and dxₜ = 0 before.",
            (_, s) => Input(Steps(s, (dx, dy) => dx.select(1, 0).copy_(dy)))),
        Mistake.In<LastStep>("last-step-before-last", Cause.TimeShifted,
            "dy goes to step T − 1: y = x_T, so dx_T = dy and dxₜ = 0 before.",
            (_, s) => s.X.size(1) < 2 ? null : Input(Steps(s, (dx, dy) => dx.select(1, -2).copy_(dy)))),
        Mistake.In<LastStep>("last-step-everywhere", Cause.PoolingPlace,
            "dy goes to every step: y = x_T, so dx_T = dy and dxₜ = 0 before.",
            (_, s) => Input(Steps(s, (dx, dy) => dx.copy_(dy.unsqueeze(1).expand_as(dx))))),
        Mistake.In<MeanOverTime>("mean-over-time-undivided", Cause.SumOrMean,
            "dy goes undivided to every step: dxₜ = dy / T.",
            (_, s) => Input(Steps(s, (dx, dy) => dx.copy_(dy.unsqueeze(1).expand_as(dx))))),
        Mistake.In<MeanOverTime>("mean-over-time-by-batch", Cause.SumOrMean,
            "dy is divided by N, the number of patterns, where the number of steps belongs: dxₜ = dy / T.",
            (_, s) => Input(Steps(s, (dx, dy) => dx.copy_((dy / dx.size(0)).unsqueeze(1).expand_as(dx))))),
        Mistake.In<MeanOverTime>("mean-over-time-last-step", Cause.PoolingPlace,
            "dy goes to the last step alone: every step has its share in the mean, dxₜ = dy / T.",
            (_, s) => Input(Steps(s, (dx, dy) => dx.select(1, -1).copy_(dy)))),
    ];

    /// <summary>dx (N,T,I), zeros into which dy (N,I) is written.</summary>
    private static Tensor Steps(Symptoms s, Action<Tensor, Tensor> write)
    {
        var dx = zeros_like(s.X);
        write(dx, s.Dy);
        return dx;
    }
}
