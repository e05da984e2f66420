using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>What a layer learns: a tensor and the gradient ∂L/∂W that backward fills.</summary>
/// <remarks>
/// A weight that is used twice (tied) is one <see cref="Weight"/> in two layers. Its tensor may be a view of a
/// larger parameter (q, k and v of a packed projection); an update in place then reaches the parameter.
/// </remarks>
public sealed class Weight : IDisposable
{
    private readonly long[] shape;

    /// <summary>A weight that shares its memory with <paramref name="value"/>.</summary>
    /// <param name="value">Any shape, floating point; autograd does not follow it from here.</param>
    /// <param name="source">Where it stands in a module's state_dict, e.g. <c>0.weight</c>; null for a weight of its
    /// own.</param>
    /// <exception cref="ArgumentException">The tensor is not floating point.</exception>
    public Weight(Tensor value, StateSlice? source = null)
    {
        Expect.FloatingPoint(value);
        Value = value.detach().DetachFromDisposeScope();
        shape = value.shape;
        Source = source;
    }

    /// <summary>The tensor W; the layer owns it.</summary>
    public Tensor Value { get; private set; }

    /// <summary>∂L/∂W, shaped like <see cref="Value"/>; null before the first backward.</summary>
    public Tensor? Gradient { get; private set; }

    /// <summary>The name that its first layer gave it, or null.</summary>
    internal string? Name { get; set; }

    /// <summary>Where the weight stands in a module's state_dict, or null.</summary>
    public StateSlice? Source { get; }

    /// <summary>Adds a contribution to the gradient.</summary>
    /// <param name="gradient">∂L/∂W of one use of the weight, shaped like <see cref="Value"/>; it is not written to
    /// later.</param>
    /// <exception cref="ArgumentException">The shape is not the weight's.</exception>
    public void Accumulate(Tensor gradient) => AccumulateOwn(gradient.detach());

    /// <summary>The same of a gradient that was made for this weight and is nobody else's: it need not be
    /// aliased.</summary>
    /// <exception cref="ArgumentException">The shape is not the weight's.</exception>
    internal void AccumulateOwn(Tensor gradient)
    {
        if (!Expect.IsShape(gradient, shape))
            Expect.Shape(gradient, shape, $"gradient of {Name ?? Source?.ToString() ?? "a weight"}");
        Take(Gradient is null ? gradient : Gradient + gradient);
    }

    /// <summary>Has this gradient and no other from now on; the weight owns it.</summary>
    internal void Take(Tensor? gradient)
    {
        ZeroGradient();
        Gradient = gradient?.DetachFromDisposeScope();
    }

    /// <summary>Multiplies the gradient; as a new tensor, for another weight may have been given the same one.</summary>
    internal void ScaleGradient(TorchSharp.Scalar factor)
    {
        var scaled = Gradient?.mul(factor).DetachFromDisposeScope();
        ZeroGradient();
        Gradient = scaled;
    }

    /// <summary>Forgets the gradient.</summary>
    public void ZeroGradient()
    {
        Gradient?.Dispose();
        Gradient = null;
    }

    /// <summary>Lets another tensor stand for the weight (autograd's leaf, a shifted copy) until the result is
    /// disposed.</summary>
    internal IDisposable Substitute(Tensor standIn)
    {
        var own = Value;
        Value = standIn;
        return new Restore(() => Value = own);
    }

    /// <summary>Releases the tensor and its gradient.</summary>
    public void Dispose()
    {
        ZeroGradient();
        Value.Dispose();
    }

    private sealed class Restore(Action restore) : IDisposable
    {
        public void Dispose() => restore();
    }
}

/// <summary>A parameter of a module, or some of its rows where several weights are packed into one.</summary>
/// <param name="Name">The name in the state_dict.</param>
/// <param name="Rows">First row and the one after the last; null for the whole parameter.</param>
public sealed record StateSlice(string Name, (long First, long Last)? Rows = null)
{
    /// <summary>The whole parameter of that name.</summary>
    public static implicit operator StateSlice(string name) => new(name);

    /// <summary>The name of the module the parameter belongs to: all but the last part of its name.</summary>
    public string Module => Name[..Math.Max(0, Name.LastIndexOf('.'))];

    /// <summary>The slice of the packed parameter, or of its gradient; a view.</summary>
    public Tensor Of(Tensor packed) => Rows is { } rows ? packed.narrow(0, rows.First, rows.Last - rows.First) : packed;

    /// <inheritdoc/>
    public override string ToString() => Rows is { } rows ? $"{Name}[{rows.First}:{rows.Last}]" : Name;
}
