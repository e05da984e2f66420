using Lectures.Models.Modules;

namespace Lectures.Models.Networks;

/// <summary>A causal decoder with next-token output (GPT style), §7.3.3 (3); norms before the sublayers, as
/// GPT-2.</summary>
/// <param name="Vocabulary">How many tokens V.</param>
/// <param name="MaxLength">The longest sequence.</param>
public sealed record GptOptions(long Vocabulary = 128, long MaxLength = 64)
    : LanguageModelOptions(Vocabulary, MaxLength, new BlockOptions { Activation = Activation.Gelu });

/// <summary>
/// Guesses at every place the next token from those up to it: tokens (N, T) and a padding mask (N, T) or null → logits
/// (N, T, V).
/// </summary>
/// <remarks>
/// Learns by cross-entropy against the tokens one place later. A decoder without cross-attention is an encoder whose
/// attention is causal. Source: Radford et al. (2019), Language Models are Unsupervised Multitask Learners.
/// </remarks>
public sealed class Gpt(GptOptions options) : LanguageModel(nameof(Gpt), options, causal: true);
