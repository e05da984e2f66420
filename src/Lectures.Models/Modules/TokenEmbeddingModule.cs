using Lectures.Models.Layers;
using Lectures.Models.Networks;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>A vector for every token and its place: tokens (N,T), int64 → (N,T,E); parameters tokens.weight (V,E) and
/// positions.weight (L,E), the latter where positions are learned.</summary>
public sealed class TokenEmbeddingModule : nn.Module<Tensor, Tensor>
{
    private readonly long vocabulary;
    [ComponentName(Name = "tokens")] private readonly TorchSharp.Modules.Embedding embedding;
    private readonly PositionsModule positions;

    /// <summary>The module with fresh weights: N(0, 1) for tokens, as PyTorch's Embedding.</summary>
    /// <param name="vocabulary">V.</param>
    /// <param name="width">E.</param>
    /// <param name="positions">How positions are told.</param>
    /// <param name="maxLength">The longest sequence.</param>
    /// <exception cref="ArgumentException">A size is below 1.</exception>
    public TokenEmbeddingModule(long vocabulary, long width, Positions positions, long maxLength)
        : base(nameof(TokenEmbeddingModule))
    {
        this.vocabulary = Expect.AtLeast(vocabulary, 1);
        embedding = nn.Embedding(vocabulary, Expect.AtLeast(width, 1));
        this.positions = new PositionsModule(positions, maxLength, width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The tokens are not (N,T) int64 in [0, V), or T is too long.</exception>
    public override Tensor forward(Tensor tokens)
    {
        Expect.Shape(tokens, ["N", "T"]);
        Expect.Indices(tokens, vocabulary);
        return positions.call(embedding.call(tokens));
    }

    /// <summary>The same by hand, on the same memory.</summary>
    internal Sequence ByHand(ModuleWeights weights) => new(
        ("tokens", new Layers.Embedding(weights["tokens.weight"])),
        ("positions", positions.ByHand(weights.Under("positions"))));
}
