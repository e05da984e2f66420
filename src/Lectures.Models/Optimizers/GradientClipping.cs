using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Optimizers;

/// <summary>Keeps a step from being led away by one steep batch.</summary>
public static class GradientClipping
{
    private const double Tiny = 1e-6;   // as torch.nn.utils.clip_grad_norm_

    /// <summary>Scales all gradients together so that their norm ‖g‖₂ is at most <paramref name="most"/>: g ← g min(1,
    /// most / (‖g‖₂ + 10⁻⁶)).</summary>
    /// <param name="weights">The weights; those without a gradient do not count.</param>
    /// <param name="most">The largest norm, > 0.</param>
    /// <returns>‖g‖₂ over all gradients before clipping. It is not finite where a gradient is not, and then the
    /// gradients are not either.</returns>
    /// <exception cref="ArgumentException">The norm is not positive.</exception>
    /// <remarks>Source: Pascanu, Mikolov and Bengio (2013), algorithm 1.</remarks>
    public static double ByNorm(IEnumerable<Weight> weights, double most)
    {
        Expect.Positive(most);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        Weight[] used = [.. weights.Distinct().Where(weight => weight.Gradient is not null)];
        if (used.Length == 0) return 0;
        var norms = stack(Array.ConvertAll(used, weight => linalg.vector_norm(weight.Gradient!)));
        var norm = linalg.vector_norm(norms).to(ScalarType.Float64).item<double>();
        var share = most / (norm + Tiny);
        if (share >= 1) return norm;
        using TorchSharp.Scalar factor = share;
        foreach (var weight in used) weight.ScaleGradient(factor);
        return norm;
    }
}
