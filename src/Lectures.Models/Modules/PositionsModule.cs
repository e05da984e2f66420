using Lectures.Models.Layers;
using Lectures.Models.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>What tells a Transformer where in the sequence a vector stands.</summary>
public enum Positions
{
    /// <summary>Sines and cosines of the place, of wavelengths 2π … 10000·2π.</summary>
    Sinusoidal,

    /// <summary>A learned vector for each place.</summary>
    Learned,
}

/// <summary>y = x + P[:T], a vector for every place; x (N,T,E). Learned ones are the parameter <c>weight</c>
/// (L,E).</summary>
public sealed class PositionsModule : nn.Module<Tensor, Tensor>
{
    private readonly long maxLength, width;
    private readonly SinusoidalPositions? sinusoidal;

    /// <summary>Positions up to a length; learned ones begin as N(0, 0.02²), as GPT-2's.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="maxLength">L, the longest sequence; sinusoidal ones have no end.</param>
    /// <param name="width">E.</param>
    /// <exception cref="ArgumentException">The length is below 1.</exception>
    public PositionsModule(Positions kind, long maxLength, long width) : base(nameof(PositionsModule))
    {
        (this.maxLength, this.width) = (Expect.AtLeast(maxLength, 1), width);
        if (kind == Positions.Sinusoidal) sinusoidal = new SinusoidalPositions();
        else register_parameter("weight", new Parameter(randn(maxLength, width) * 0.02));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not (N,T,E), or T &gt; L.</exception>
    public override Tensor forward(Tensor x)
    {
        Expect.Shape(x, ["N", "T", width]);
        if (sinusoidal is not null) return sinusoidal.Forward(x);
        if (x.size(1) > maxLength)
            throw new ArgumentException(
                $"x: expected at most {maxLength} places T, got {x.size(1)}; shorten the sequence.");
        return x + get_parameter("weight")!.narrow(0, 0, x.size(1));
    }

    /// <summary>The same positions by hand, on the same memory.</summary>
    internal Layer ByHand(ModuleWeights weights) =>
        sinusoidal is null ? new LearnedPositions(weights["weight"]) : new SinusoidalPositions();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) sinusoidal?.Dispose();
        base.Dispose(disposing);
    }
}
