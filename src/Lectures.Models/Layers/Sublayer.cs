using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>
/// A residual connection with its norm around a layer f: norm first, y = x + f(norm(x)), or after, y = norm(x + f(x)).
/// Inputs: x, and any further ones, which f receives as they are (a source, a mask). Output y, shaped like x.
/// </summary>
/// <remarks>Source: Vaswani et al. (2017), §3.1 (norm after); Xiong et al. (2020) (norm first).</remarks>
public sealed class Sublayer : GeneralLayer
{
    private readonly GeneralLayer inner;
    private readonly Layer norm;
    private readonly Layer? dropout;
    private readonly bool normFirst;

    /// <summary>The connection on given parts.</summary>
    /// <param name="inner">f and its name; its first input and its output are shaped like x.</param>
    /// <param name="norm">The norm and its name.</param>
    /// <param name="normFirst">True for the norm before f, false for after the sum.</param>
    /// <param name="dropout">What drops parts of f(x) before it is added; null for none.</param>
    public Sublayer(
        (string Name, GeneralLayer Layer) inner, (string Name, Layer Layer) norm, bool normFirst, Layer? dropout = null)
    {
        if (normFirst) Add(norm.Name, norm.Layer);
        Add(inner.Name, inner.Layer);
        this.dropout = dropout is null ? null : Add($"{inner.Name}Dropout", dropout);
        if (!normFirst) Add(norm.Name, norm.Layer);
        (this.inner, this.norm, this.normFirst) = (inner.Layer, norm.Layer, normFirst);
    }

    // norm first:  y = x + drop(f(norm(x)))          norm after:  y = norm(x + drop(f(x)))
    /// <inheritdoc/>
    protected override Tensor?[] ForwardCore(Tensor?[] inputs)
    {
        if (inputs is not [{ } x, .. var others]) throw Expect.Inputs(this, 1, inputs);
        var f = inner.Forward([normFirst ? norm.Forward(x) : x, .. others])[0]!;
        var sum = x + (dropout?.Forward(f) ?? f);
        return [normFirst ? sum : norm.Forward(sum)];
    }

    // norm first:  dx = dy + norm′ f′ drop′ dy       norm after:  da = norm′ dy, dx = da + f′ drop′ da
    /// <inheritdoc/>
    protected override Tensor?[] BackwardCore(Tensor?[] outputGradients)
    {
        var sum = normFirst ? outputGradients[0] : norm.Backward([outputGradients[0]])[0];
        var gradients = inner.Backward(dropout is null ? [sum] : dropout.Backward([sum]));
        var dx = normFirst ? norm.Backward([gradients[0]])[0] : gradients[0];
        return [Sum(sum, dx), .. gradients[1..]];
    }
}
