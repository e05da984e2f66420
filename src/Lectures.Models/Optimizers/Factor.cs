using TorchSharp;

namespace Lectures.Models.Optimizers;

/// <summary>A number for native kernels: made anew only when its value changes, and kept as long as they may read
/// it.</summary>
internal sealed class Factor(double value) : IDisposable
{
    private Scalar scalar = value;

    /// <summary>The number.</summary>
    public double Value
    {
        set
        {
            if (value.Equals(field)) return;
            scalar.Dispose();
            scalar = field = value;
        }
    } = value;

    /// <summary>As libtorch takes it.</summary>
    public static implicit operator Scalar(Factor factor) => factor.scalar;

    /// <inheritdoc/>
    public void Dispose() => scalar.Dispose();
}
