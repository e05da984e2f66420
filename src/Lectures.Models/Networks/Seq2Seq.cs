using Lectures.Models.Layers;
using Lectures.Models.Modules;
using Lectures.Models.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>A Transformer that translates: encoder and decoder with cross-attention, §7.3.3 (3).</summary>
/// <param name="SourceVocabulary">How many tokens the source has.</param>
/// <param name="TargetVocabulary">How many tokens V the target has, those for padding, begin and end included.</param>
/// <param name="MaxLength">The longest sequence, source or target.</param>
public sealed record Seq2SeqOptions(long SourceVocabulary = 128, long TargetVocabulary = 128, long MaxLength = 64)
{
    /// <summary>How many blocks the encoder has, and the decoder.</summary>
    public long Blocks { get; init; } = 2;

    /// <summary>Their shape.</summary>
    public BlockOptions Block { get; init; } = new();

    /// <summary>How positions are told.</summary>
    public Positions Positions { get; init; } = Positions.Sinusoidal;

    /// <summary>The target token after the end of a sentence.</summary>
    public long Padding { get; init; }

    /// <summary>The target token before the first word.</summary>
    public long Begin { get; init; } = 1;

    /// <summary>The target token after the last word.</summary>
    public long End { get; init; } = 2;

    /// <summary>How weights begin.</summary>
    public Initialisation Initialisation { get; init; } = Initialisation.PyTorch;
}

/// <summary>
/// The encoder reads the source (N, S), the decoder guesses at every place of the target (N, T) the next token from
/// those up to it and from the encoder's output → logits (N, T, V). Padding masks (N, S) and (N, T), bool, true =
/// ignore.
/// </summary>
/// <remarks>Source: Vaswani et al. (2017), Attention is all you need.</remarks>
public sealed class Seq2Seq : nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor>, IHandWritten
{
    [ComponentName(Name = "source_embed")] private readonly TokenEmbeddingModule sourceEmbed;
    [ComponentName(Name = "target_embed")] private readonly TokenEmbeddingModule targetEmbed;
    private readonly StackModule<EncoderBlockModule> encoder;
    private readonly StackModule<DecoderBlockModule> decoder;
    [ComponentName(Name = "out")] private readonly Linear output;

    /// <summary>The network with fresh weights from torch's global generator.</summary>
    /// <exception cref="ArgumentException">A size is below 1, the heads do not divide the width, or a special token is
    /// out of range.</exception>
    public Seq2Seq(Seq2SeqOptions options) : base(nameof(Seq2Seq))
    {
        Options = options;
        var (block, width) = (options.Block, options.Block.Width);
        sourceEmbed = new(options.SourceVocabulary, width, options.Positions, options.MaxLength);
        targetEmbed = new(options.TargetVocabulary, width, options.Positions, options.MaxLength);
        encoder = new(options.Blocks, block, () => new EncoderBlockModule(block));
        decoder = new(options.Blocks, block, () => new DecoderBlockModule(block));
        output = nn.Linear(width, options.TargetVocabulary);
        foreach (var token in new[] { options.Padding, options.Begin, options.End })
            if (token < 0 || token >= options.TargetVocabulary)
                throw new ArgumentException(
                    $"special tokens: expected each in [0, {options.TargetVocabulary}), got {token}.");
        RegisterComponents();
        options.Initialisation.Apply(this);
    }

    /// <summary>The model's shape.</summary>
    public Seq2SeqOptions Options { get; }

    /// <summary>The encoder's output.</summary>
    /// <param name="source">(N,S), int64.</param>
    /// <param name="padding">(N,S), bool, true = ignore; null where everything counts.</param>
    /// <returns>The memory (N,S,E).</returns>
    /// <exception cref="ArgumentException">A token is out of range, the sequence too long, or the mask does not
    /// fit.</exception>
    public Tensor Encode(Tensor source, Tensor? padding = null) =>
        encoder.forward(sourceEmbed.call(source), (block, x) => block.forward(x, padding));

    /// <summary>The logits of the token after every place of the target.</summary>
    /// <param name="target">(N,T), int64, beginning with <see cref="Seq2SeqOptions.Begin"/>.</param>
    /// <param name="memory">The encoder's output (N,S,E).</param>
    /// <param name="padding">Padding of the target (N,T).</param>
    /// <param name="memoryPadding">Padding of the source (N,S).</param>
    /// <returns>(N,T,V).</returns>
    /// <exception cref="ArgumentException">A token is out of range, the sequence too long, or a mask does not
    /// fit.</exception>
    public Tensor Decode(Tensor target, Tensor memory, Tensor? padding = null, Tensor? memoryPadding = null) =>
        AffineMap.Of(decoder.forward(
            targetEmbed.call(target), (block, x) => block.forward(x, memory, padding, memoryPadding)), output);

    /// <inheritdoc/>
    public override Tensor forward(Tensor source, Tensor target, Tensor? sourcePadding, Tensor? targetPadding) =>
        Decode(target, Encode(source, sourcePadding), targetPadding, sourcePadding);

    /// <inheritdoc/>
    /// <remarks>Its inputs are those of forward; masks may be null or left out.</remarks>
    public GeneralLayer ByHand()
    {
        var weights = new ModuleWeights(this);
        return new EncoderDecoder(
            new(("embed", sourceEmbed.ByHand(weights.Under("source_embed"))),
                ("blocks", encoder.ByHand(weights.Under("encoder")))),
            new(("embed", targetEmbed.ByHand(weights.Under("target_embed"))),
                ("blocks", decoder.ByHand(weights.Under("decoder"))),
                ("out", weights.Affine("out"))))
        {
            Training = training,
        };
    }
}
