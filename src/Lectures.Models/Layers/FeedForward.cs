using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = W₂ f(W₁ x + b₁) + b₂, the same at every position; x (…,E), hidden (…,F), y (…,E).</summary>
/// <remarks>Source: Vaswani et al. (2017), §3.3.</remarks>
public sealed class FeedForward : Layer
{
    private readonly Sequence layers;

    /// <summary>The layer on given parts.</summary>
    /// <param name="hidden">From E to F.</param>
    /// <param name="activation">f, element by element.</param>
    /// <param name="output">From F to E.</param>
    /// <exception cref="ArgumentException">The widths do not fit each other.</exception>
    public FeedForward(Affine hidden, Layer activation, Affine output)
    {
        if (output.Inputs != hidden.Outputs || output.Outputs != hidden.Inputs)
            throw new ArgumentException(
                $"output: expected weights ({hidden.Inputs}, {hidden.Outputs}), "
                + $"got ({output.Outputs}, {output.Inputs}).");
        layers = Add("", new Sequence((nameof(hidden), hidden), (nameof(activation), activation), ("out", output)));
    }

    // y = W₂ f(W₁ x + b₁) + b₂
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x) => layers.Forward(x);

    // dx = W₁ᵀ f′(W₂ᵀ dy), each part by its own equation
    /// <inheritdoc/>
    protected override Tensor? BackwardCore(Tensor dy) => layers.Backward(dy);
}
