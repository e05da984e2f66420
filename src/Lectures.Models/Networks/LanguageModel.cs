using Lectures.Models.Layers;
using Lectures.Models.Modules;
using Lectures.Models.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>The shape of a language model.</summary>
/// <param name="Vocabulary">How many tokens V.</param>
/// <param name="MaxLength">The longest sequence.</param>
/// <param name="Block">The shape of a block.</param>
public abstract record LanguageModelOptions(long Vocabulary, long MaxLength, BlockOptions Block)
{
    /// <summary>How many blocks.</summary>
    public long Blocks { get; init; } = 2;

    /// <summary>How positions are told.</summary>
    public Positions Positions { get; init; } = Positions.Learned;

    /// <summary>How weights begin.</summary>
    public Initialisation Initialisation { get; init; } = Initialisation.PyTorch;
}

/// <summary>
/// Embedding, positions, blocks, an affine layer: tokens (N, T), int64, and a padding mask (N, T), bool, true = ignore,
/// or null → logits (N, T, V).
/// </summary>
public abstract class LanguageModel : nn.Module<Tensor, Tensor?, Tensor>, IHandWritten
{
    private readonly TokenEmbeddingModule embed;
    private readonly StackModule<EncoderBlockModule> blocks;
    [ComponentName(Name = "out")] private readonly Linear output;

    /// <summary>The network with fresh weights from torch's global generator.</summary>
    private protected LanguageModel(string name, LanguageModelOptions options, bool causal) : base(name)
    {
        var block = options.Block;
        MaxLength = options.MaxLength;
        embed = new(options.Vocabulary, block.Width, options.Positions, options.MaxLength);
        blocks = new(options.Blocks, block, () => new EncoderBlockModule(block, causal));
        output = nn.Linear(block.Width, options.Vocabulary);
        RegisterComponents();
        options.Initialisation.Apply(this);
    }

    /// <summary>The longest sequence.</summary>
    public long MaxLength { get; }

    /// <summary>The logits of every position.</summary>
    /// <param name="tokens">(N,T), int64, each in [0, V).</param>
    /// <param name="padding">(N,T), bool, true = ignore; null where everything counts.</param>
    /// <returns>(N,T,V).</returns>
    /// <exception cref="ArgumentException">A token is out of range, the sequence too long, or the mask does not
    /// fit.</exception>
    public override Tensor forward(Tensor tokens, Tensor? padding) =>
        AffineMap.Of(blocks.forward(embed.call(tokens), (block, x) => block.forward(x, padding)), output);

    /// <inheritdoc/>
    /// <remarks>Its inputs: tokens, and the padding mask, or null or left out.</remarks>
    public GeneralLayer ByHand()
    {
        var weights = new ModuleWeights(this);
        return new Stack(
            ("embed", embed.ByHand(weights.Under("embed"))),
            ("blocks", blocks.ByHand(weights.Under("blocks"))),
            ("out", weights.Affine("out")))
        {
            Training = training,
        };
    }
}
