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

    /// <summary>Nothing: attention sees a set, not a sequence (a causal one still sees what comes before).</summary>
    None,
}

/// <summary>y = x + P[:T], a vector for every place, or y = x; x (N,T,E). Learned ones are the parameter <c>weight</c>
/// (L,E).</summary>
public sealed class PositionsModule : nn.Module<Tensor, Tensor>
{
    private readonly Positions kind;
    private readonly long maxLength, width;
    private readonly SinusoidalPositions? sinusoidal;

    /// <summary>Positions up to a length; learned ones begin as N(0, 0.02²), as GPT-2's.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="maxLength">L, the longest sequence; the others have no end.</param>
    /// <param name="width">E.</param>
    /// <exception cref="ArgumentException">The length is below 1.</exception>
    public PositionsModule(Positions kind, long maxLength, long width) : base(nameof(PositionsModule))
    {
        (this.kind, this.maxLength, this.width) = (kind, Expect.AtLeast(maxLength, 1), width);
        if (kind == Positions.Sinusoidal) sinusoidal = new SinusoidalPositions();
        else if (kind == Positions.Learned) register_parameter("weight", new Parameter(randn(maxLength, width) * 0.02));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not (N,T,E), or T &gt; L.</exception>
    public override Tensor forward(Tensor x)
    {
        Expect.Shape(x, ["N", "T", width]);
        if (kind == Positions.None) return x;
        if (sinusoidal is not null) return sinusoidal.Forward(x);
        if (x.size(1) > maxLength)
            throw new ArgumentException(
                $"x: expected at most {maxLength} places T, got {x.size(1)}; shorten the sequence.");
        return x + get_parameter("weight")!.narrow(0, 0, x.size(1));
    }

    /// <summary>The same positions by hand, on the same memory.</summary>
    internal Layer ByHand(ModuleWeights weights) => kind switch
    {
        Positions.Learned => new LearnedPositions(weights["weight"]),
        Positions.Sinusoidal => new SinusoidalPositions(),
        _ => new Sequence(Array.Empty<GeneralLayer>()),
    };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) sinusoidal?.Dispose();
        base.Dispose(disposing);
    }
}
