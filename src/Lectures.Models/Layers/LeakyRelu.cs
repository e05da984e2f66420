using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = x where x is positive, a x elsewhere; the derivative at 0 is taken as a, as libtorch takes it.</summary>
/// <param name="slope">a, the slope on the left.</param>
/// <remarks>Source: Maas, Hannun, Ng (2013), Rectifier Nonlinearities Improve Neural Network Acoustic Models.</remarks>
public sealed class LeakyRelu(double slope = 0.01) : Layer, IPiecewise
{
    private Tensor x = null!;

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

    // dx = dy (a + (1 − a) [x > 0]), [x > 0] = max(0, sign(x))
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => x.sign().relu_().mul_(1 - slope).add_(slope).mul_(dy);
}
