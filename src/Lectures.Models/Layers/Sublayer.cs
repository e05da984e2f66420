namespace Lectures.Models.Layers;

/// <summary>A Transformer's sublayer: a layer f with its norm and its residual connection.</summary>
/// <remarks>Source: Vaswani et al. (2017), §3.1 (norm after); Xiong et al. (2020) (norm first).</remarks>
internal static class Sublayer
{
    // norm first:  y = x + drop(f(norm(x)))          norm after:  y = norm(x + drop(f(x)))
    /// <summary>The sublayer as a tree in which f, its dropout and the norm stand under their own names.</summary>
    /// <param name="f">f and its name.</param>
    /// <param name="norm">The norm and its name.</param>
    /// <param name="normFirst">True for the norm before f, false for after the sum.</param>
    /// <param name="dropout">What drops parts of f(x) before it is added; null for none.</param>
    public static GeneralLayer Of(
        (string Name, GeneralLayer Layer) f, (string, GeneralLayer) norm, bool normFirst, Layer? dropout)
    {
        (string, GeneralLayer)[] dropped = dropout is null ? [f] : [f, ($"{f.Name}Dropout", dropout)];
        return normFirst
            ? new Residual(new Stack([norm, .. dropped]), "")
            : new Stack(("", new Residual(new Stack(dropped), "")), norm);
    }
}
