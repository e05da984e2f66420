using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>The threshold unit g = 1 where h ≥ 0, 0 elsewhere, element by element; it has no useful gradient.</summary>
/// <remarks>Source: lecture, §7.1. The derivative is 0 wherever it exists, so its weights are learned by the perceptron
/// rule.</remarks>
public sealed class Threshold : Layer
{
    // g = [h ≥ 0]
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor h)
    {
        Expect.FloatingPoint(h);
        return h.ge(0).to(h.dtype);
    }

    /// <summary>There is none.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    protected override Tensor BackwardCore(Tensor dg) => throw new InvalidOperationException(
        "Threshold: expected a layer with a gradient, got a step, whose derivative is 0 or none; "
        + "learn by the perceptron rule, or use Sigmoid.");
}
