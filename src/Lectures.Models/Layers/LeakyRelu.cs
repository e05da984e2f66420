using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = x where x is positive, a x elsewhere; the derivative at 0 is taken as a, as libtorch takes
/// it.</summary>
/// <param name="slope">a, the slope on the left, in [0, 1).</param>
/// <exception cref="ArgumentException">The slope is out of range.</exception>
/// <remarks>Source: Maas, Hannun, Ng (2013), Rectifier Nonlinearities Improve Neural Network Acoustic Models.</remarks>
public sealed class LeakyRelu(double slope = 0.01) : Layer, IPiecewise
{
    private readonly double slope = Expect.Share(slope);
    private Tensor x = null!;

    /// <summary>a.</summary>
    public double Slope => slope;

    /// <inheritdoc/>
    public Tensor Pieces => Keep(x > 0);

    // y = x [x > 0] + a x [x ≤ 0]
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.FloatingPoint(x);
        this.x = Keep(x);
        return nn.functional.leaky_relu(x, slope);
    }

    // dx = dy (1 where x > 0, a elsewhere), which is sign(x) limited to [a, 1]
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => x.sign().clamp_(slope, 1).mul_(dy);
}
