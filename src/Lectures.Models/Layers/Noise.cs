using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = x + s n while learning, n normal; y = x in recognition. The denoising autoencoder's input.</summary>
/// <remarks>Source: Vincent et al. (2010), Stacked denoising autoencoders, JMLR 11.</remarks>
/// <param name="deviation">The standard deviation s ≥ 0.</param>
/// <param name="seed">Seed of the layer's own generator.</param>
/// <exception cref="ArgumentException">The deviation is negative or not finite.</exception>
public sealed class Noise(double deviation, long seed) : Layer, IRandom
{
    /// <summary>The standard deviation s.</summary>
    public double Deviation { get; } = Expect.NotNegative(deviation);

    /// <inheritdoc/>
    public Generator Generator { get; } = new((ulong)seed, CPU);

    // y = x + s n
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x) => Training ? AddTo(x, Deviation, Generator) : x;

    // dx = dy
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => dy;

    /// <inheritdoc/>
    protected override void OnDispose() => Generator.Dispose();

    /// <summary>x + s n; n is drawn in float32 on the processor, so that every type and device gets the same.</summary>
    internal static Tensor AddTo(Tensor x, double deviation, Generator generator)
    {
        Expect.FloatingPoint(x);
        using var scope = NewDisposeScope();
        var n = randn(x.shape, ScalarType.Float32, CPU, generator: generator).to(x.dtype).to(x.device);
        return (x + deviation * n).MoveToOuterDisposeScope();
    }
}
