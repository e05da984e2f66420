using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Which scores of an attention do not count.</summary>
internal static class AttentionMask
{
    /// <summary>True where position t of x must not look at position s of the source.</summary>
    /// <param name="causal">True where t must not look beyond itself.</param>
    /// <param name="padding">(N,S), bool, true = ignore; or null.</param>
    /// <param name="x">(N,T,E).</param>
    /// <param name="source">(N,S,E).</param>
    /// <returns>(T,S), (N,1,1,S) or (N,1,T,S), to meet scores (N,A,T,S); null where everything counts.</returns>
    /// <exception cref="ArgumentException">The padding mask is not bool or not (N,S).</exception>
    public static Tensor? Of(bool causal, Tensor? padding, Tensor x, Tensor source)
    {
        if (padding is not null) ExpectPadding(padding, source);
        var ignored = padding?.unsqueeze(1).unsqueeze(1);
        if (!causal) return ignored;
        var later = ones(x.size(1), source.size(1), ScalarType.Bool, x.device).triu(1);
        return ignored is null ? later : ignored | later;
    }

    /// <summary>Checks that a padding mask is bool, with an entry for each position of a batch (N,S,…).</summary>
    public static void ExpectPadding(Tensor padding, Tensor batch)
    {
        if (padding.dtype != ScalarType.Bool)
            throw new ArgumentException(
                $"padding mask: expected Bool (true = ignore), got {padding.dtype}; "
                + "convert it with .to(ScalarType.Bool).");
        Expect.Shape(padding, [batch.size(0), batch.size(1)], "padding mask");
    }

    // p = softmax(s + m), m far below all scores where masked, else 0 (an addition takes a tenth of a fill's time);
    // a row masked throughout is 0
    /// <summary>Softmax over the last dimension of the scores that count; 0 for the others, even where none
    /// counts.</summary>
    public static Tensor Softmax(Tensor scores, Tensor? mask)
    {
        if (mask is null) return scores.softmax(-1);
        var ignored = mask.to(scores.dtype);
        var p = scores.add_(ignored * (finfo(scores.dtype).min / 2)).softmax(-1);
        return mask.dim() == 2 ? p : p * (1 - ignored.amin([-1], keepdim: true));   // a causal row never is throughout
    }
}
