using Lectures.Models.Layers;
using Lectures.Models.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>An encoder with masked-token output (BERT style), §7.3.3 (3); norms after the sublayers, as the
/// original.</summary>
/// <param name="Vocabulary">How many tokens V, the one that hides others included.</param>
/// <param name="MaxLength">The longest sequence.</param>
public sealed record BertOptions(long Vocabulary = 128, long MaxLength = 64)
    : LanguageModelOptions(Vocabulary, MaxLength, new BlockOptions { Activation = Activation.Gelu, NormFirst = false })
{
    /// <summary>The token that stands where another is hidden, in [0, V).</summary>
    public long Mask { get; init; } = 1;
}

/// <summary>Guesses hidden tokens from both sides: tokens (N, T) and a padding mask (N, T) or null → logits (N, T,
/// V).</summary>
/// <remarks>
/// Learns by cross-entropy on the hidden places only; all others have the target <see cref="Ignored"/>.
/// Source: Devlin et al. (2018), BERT. A bidirectional encoder without the next-sentence task.
/// </remarks>
public sealed class Bert(BertOptions options) : LanguageModel(nameof(Bert), Checked(options), causal: false)
{
    /// <summary>The target of places that do not count in the loss (PyTorch's ignore_index).</summary>
    public const long Ignored = -100;

    /// <summary>Hides a share of the tokens.</summary>
    /// <param name="tokens">(N,T), int64.</param>
    /// <param name="share">The share hidden, in [0, 1); of these 80 % become the mask token, 10 % a random one, 10 %
    /// stay.</param>
    /// <param name="generator">Decides which; on the processor, so that every device hides the same.</param>
    /// <param name="padding">(N,T), bool, true = never hidden; null for none.</param>
    /// <returns>What the model reads, and the targets: the token where hidden, <see cref="Ignored"/> elsewhere; both
    /// (N,T).</returns>
    /// <exception cref="ArgumentException">A token is out of range, the share is none, or the mask does not
    /// fit.</exception>
    public (Tensor Tokens, Tensor Targets) Hide(
        Tensor tokens, double share, Generator generator, Tensor? padding = null)
    {
        Expect.Shape(tokens, ["N", "T"]);
        Expect.Indices(tokens, options.Vocabulary);
        Expect.Share(share);
        if (padding is not null) AttentionMask.ExpectPadding(padding, tokens);
        using var scope = NewDisposeScope();
        var hidden = (rand(tokens.shape, generator: generator) < share).to(tokens.device);
        if (padding is not null) hidden = hidden.logical_and(padding.logical_not());
        var how = rand(tokens.shape, generator: generator).to(tokens.device);
        var random = randint(0, options.Vocabulary, tokens.shape, dtype: ScalarType.Int64, generator: generator)
            .to(tokens.device);
        var (read, targets) = Hide(tokens, hidden, how, random, options.Mask);
        return (read.MoveToOuterDisposeScope(), targets.MoveToOuterDisposeScope());
    }

    /// <summary>The rule by which tokens are hidden, for places already drawn.</summary>
    /// <param name="tokens">(N,T), int64.</param>
    /// <param name="hidden">(N,T), bool, true = hidden.</param>
    /// <param name="how">(N,T), uniform in [0, 1): below 0.8 the mask token stands there, from 0.9 on the other
    /// one.</param>
    /// <param name="other">(N,T), tokens drawn at random.</param>
    /// <param name="mask">The mask token.</param>
    internal static (Tensor Tokens, Tensor Targets) Hide(
        Tensor tokens, Tensor hidden, Tensor how, Tensor other, long mask)
    {
        using var scope = NewDisposeScope();
        var read = tokens.masked_fill(hidden & (how < 0.8), mask);
        read = other.where(hidden & (how >= 0.9), read);
        var targets = tokens.masked_fill(hidden.logical_not(), Ignored);
        return (read.MoveToOuterDisposeScope(), targets.MoveToOuterDisposeScope());
    }

    private static BertOptions Checked(BertOptions options) =>
        options.Mask >= 0 && options.Mask < options.Vocabulary
            ? options
            : throw new ArgumentException($"mask: expected a token in [0, {options.Vocabulary}), got {options.Mask}.");
}
