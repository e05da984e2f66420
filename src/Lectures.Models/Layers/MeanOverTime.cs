using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = (1/T) Σₜ xₜ: a sequence becomes one vector.</summary>
public sealed class MeanOverTime : Layer
{
    private long[] shape = [];

    // yₙ = (1/T) Σₜ xₙₜ             x (N,T,E)   y (N,E)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.FloatingPoint(x);
        Expect.Shape(x, ["N", "T", "E"]);
        shape = x.shape;
        return x.mean([1]);
    }

    // dxₙₜ = dyₙ / T
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => (dy / shape[1]).unsqueeze(1).expand(shape);
}
