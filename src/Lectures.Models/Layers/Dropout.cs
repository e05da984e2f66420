using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Where <see cref="Dropout"/> makes up for the units it drops.</summary>
public enum DropoutScaling
{
    /// <summary>While learning: what is left is divided by 1 − p, and recognition changes nothing (as PyTorch
    /// does).</summary>
    Inverted,

    /// <summary>In recognition: all units, times the kept share 1 − p; learning only drops (the lecture's
    /// form).</summary>
    Recognition,
}

/// <summary>Drops each element with probability p while learning, so that no unit can rely on another.</summary>
/// <remarks>Source: lecture, §7.3.2; Srivastava et al. (2014), Dropout: A Simple Way to Prevent Neural Networks from
/// Overfitting.</remarks>
public sealed class Dropout : Layer, IRandom
{
    private readonly double dropped;
    private readonly DropoutScaling scaling;
    private Tensor? mask;

    /// <summary>The layer with a generator of its own.</summary>
    /// <param name="dropped">p, the share that is dropped, in [0, 1).</param>
    /// <param name="scaling">Where the dropped share is made up for.</param>
    /// <param name="seed">The generator's seed; the masks follow from it and from the shapes.</param>
    /// <exception cref="ArgumentException">p is not a share.</exception>
    public Dropout(double dropped, DropoutScaling scaling, long seed)
    {
        this.dropped = Expect.Share(dropped);
        this.scaling = scaling;
        Generator = new Generator((ulong)seed, CPU);
    }

    /// <summary>p, the share that is dropped.</summary>
    public double Dropped => dropped;

    /// <summary>Where the dropped share is made up for.</summary>
    public DropoutScaling Scaling => scaling;

    /// <inheritdoc/>
    public Generator Generator { get; }

    // learning: y = x m, P(m = 0) = p; kept: m = 1/(1−p) (inverted) or 1        recognition: y = x or (1−p) x
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        var mask = Mask(x, Training, dropped, scaling, Generator);
        this.mask = mask is null ? null : Keep(mask);
        return mask is null ? x : x * mask;
    }

    // dx = dy m
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => mask is null ? dy : dy * mask;

    /// <inheritdoc/>
    protected override void OnDispose() => Generator.Dispose();

    /// <summary>What x is multiplied by; null where that is 1.</summary>
    /// <param name="x">The tensor to drop from.</param>
    /// <param name="training">Whether something is dropped: only then is something drawn.</param>
    /// <param name="dropped">p.</param>
    /// <param name="scaling">Where the dropped share is made up for.</param>
    /// <param name="generator">On the processor, so that every device drops the same elements; all types do
    /// too.</param>
    /// <returns>The factors in x's type: shaped like x while learning, a scalar in recognition; the caller disposes
    /// it.</returns>
    internal static Tensor? Mask(Tensor x, bool training, double dropped, DropoutScaling scaling, Generator generator)
    {
        Expect.FloatingPoint(x);
        var kept = 1 - dropped;
        if (!training) return scaling == DropoutScaling.Recognition ? full([], kept, x.dtype, x.device) : null;
        using var scope = NewDisposeScope();
        var mask = empty(x.shape, x.dtype, CPU).bernoulli_(kept, generator);
        if (scaling == DropoutScaling.Inverted) mask.div_(kept);
        return mask.to(x.device).MoveToOuterDisposeScope();
    }
}
