using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>Dropout as a module that draws from a generator of its own, so that <see cref="Dropout"/> with the same
/// seed drops the same elements in the same order.</summary>
public sealed class SeededDropout : nn.Module<Tensor, Tensor>, IRandom
{
    /// <summary>The module; its seed comes from torch's global generator, so that one manual_seed decides
    /// everything.</summary>
    /// <param name="dropped">p, the share that is dropped, in [0, 1).</param>
    /// <param name="scaling">Where the dropped share is made up for.</param>
    /// <exception cref="ArgumentException">p is not a share.</exception>
    public SeededDropout(double dropped, DropoutScaling scaling = DropoutScaling.Inverted) : base(nameof(SeededDropout))
    {
        Dropped = Expect.Share(dropped, "dropout");
        Scaling = scaling;
        Seed = randint_long(long.MaxValue);
        Generator = new Generator((ulong)Seed, CPU);
    }

    /// <summary>p, the share that is dropped.</summary>
    public double Dropped { get; }

    /// <summary>Where the dropped share is made up for.</summary>
    public DropoutScaling Scaling { get; }

    /// <summary>The seed that <see cref="Generator"/> began with.</summary>
    public long Seed { get; }

    /// <inheritdoc/>
    public Generator Generator { get; }

    /// <summary>The layer by hand, with a generator that begins at the same seed.</summary>
    public Dropout ByHand() => new(Dropped, Scaling, Seed) { Training = training };

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var mask = Dropout.Mask(x, training, Dropped, Scaling, Generator);
        return mask is null ? x.alias() : x * mask;          // an alias: Sequential disposes what it passes on
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Generator.Dispose();
        base.Dispose(disposing);
    }
}
