using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>y = x + s n while learning, with a generator of its own, so that <see cref="Noise"/> can draw the same
/// n.</summary>
public sealed class SeededNoise : nn.Module<Tensor, Tensor>, IRandom
{
    /// <summary>The module; its seed is drawn from torch's global generator.</summary>
    /// <param name="deviation">The standard deviation s, at least 0.</param>
    /// <exception cref="ArgumentException">The deviation is negative or not finite.</exception>
    public SeededNoise(double deviation) : base(nameof(SeededNoise))
    {
        Deviation = Expect.NotNegative(deviation);
        Seed = randint_long(long.MaxValue);
        Generator = new Generator((ulong)Seed, CPU);
    }

    /// <summary>The standard deviation s.</summary>
    public double Deviation { get; }

    /// <summary>The seed of the generator.</summary>
    public long Seed { get; }

    /// <inheritdoc/>
    public Generator Generator { get; }

    /// <summary>The layer by hand, with a generator that begins at the same seed.</summary>
    public Noise ByHand() => new(Deviation, Seed) { Training = training };

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) =>
        training && Deviation > 0 ? Noise.AddTo(x, Deviation, Generator) : x.alias();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Generator.Dispose();
        base.Dispose(disposing);
    }
}
