using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>What a layer learns: a tensor and the gradient ∂L/∂W that backward fills.</summary>
/// <remarks>
/// A weight that is used twice (tied) is one <see cref="Weight"/> in two layers. Its tensor may be a view of a
/// larger parameter (q, k and v of a packed projection); an update in place then reaches the parameter.
/// </remarks>
public sealed class Weight : IDisposable
{
    /// <summary>A weight that shares its memory with <paramref name="value"/>.</summary>
    /// <param name="value">Any shape, floating point; autograd does not follow it from here.</param>
    /// <param name="stateName">The name in a module's state_dict, e.g. <c>0.weight</c>; null for a weight of its own.</param>
    /// <exception cref="ArgumentException">The tensor is not floating point.</exception>
    public Weight(Tensor value, string? stateName = null)
    {
        Expect.FloatingPoint(value);
        Value = value.detach().DetachFromDisposeScope();
        StateName = stateName;
    }

    /// <summary>The tensor W; the layer owns it.</summary>
    public Tensor Value { get; private set; }

    /// <summary>∂L/∂W, shaped like <see cref="Value"/>; null before the first backward.</summary>
    public Tensor? Gradient { get; private set; }

    /// <summary>The name in a module's state_dict (with the rows, where it is a part of a packed parameter), or null.</summary>
    public string? StateName { get; }

    /// <summary>Adds a contribution to the gradient.</summary>
    /// <param name="gradient">∂L/∂W of one use of the weight, shaped like <see cref="Value"/>; it is not written to later.</param>
    /// <exception cref="ArgumentException">The shape is not the weight's.</exception>
    public void Accumulate(Tensor gradient)
    {
        Expect.Shape(gradient, Value.shape, $"gradient of {StateName ?? "a weight"}");
        var sum = Gradient is null ? gradient.detach() : Gradient + gradient;
        ZeroGradient();
        Gradient = sum.DetachFromDisposeScope();
    }

    /// <summary>Forgets the gradient.</summary>
    public void ZeroGradient()
    {
        Gradient?.Dispose();
        Gradient = null;
    }

    /// <summary>Lets another tensor stand for the weight (autograd's leaf, a shifted copy) until the result is disposed.</summary>
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
