using Lectures.Models.Layers;
using Lectures.Models.Native;
using Lectures.Models.Networks;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>What the blocks of encoder and decoder share: self-attention, the feed-forward net, norms and residuals,
/// named as PyTorch's: self_attn, linear1, linear2, norm1, norm2 …</summary>
public abstract class BlockModule : nn.Module
{
    private readonly BlockOptions options;
    [ComponentName(Name = "self_attn")] private readonly AttentionModule selfAttention;
    [ComponentName(Name = "linear1")] private readonly TorchSharp.Modules.Linear hidden;
    [ComponentName(Name = "linear2")] private readonly TorchSharp.Modules.Linear output;
    private readonly nn.Module<Tensor, Tensor> activation;
    private readonly List<TorchSharp.Modules.LayerNorm> norms = [];
    private readonly List<SeededDropout> dropouts = [];

    /// <summary>The parts with fresh weights, as PyTorch begins; TorchSharp registers components once, so the derived
    /// class does it when its own are there.</summary>
    /// <param name="name">The module's name.</param>
    /// <param name="options">The block's shape.</param>
    /// <param name="causal">True where the self-attention must not look beyond itself.</param>
    /// <param name="sublayers">How many norms there are.</param>
    private protected BlockModule(string name, BlockOptions options, bool causal, int sublayers) : base(name)
    {
        this.options = options;
        Expect.Share(options.Dropout);
        selfAttention = new AttentionModule(options.Width, options.Heads, causal);
        hidden = nn.Linear(options.Width, Expect.AtLeast(options.FeedForward, 1));
        output = nn.Linear(options.FeedForward, options.Width);
        activation = options.Activation.Module();
        for (var i = 1; i <= sublayers; i++)
        {
            norms.Add(nn.LayerNorm(options.Width));
            register_module($"norm{i}", norms[^1]);
            if (options.Dropout == 0) continue;
            dropouts.Add(new SeededDropout(options.Dropout));
            register_module($"dropout{i}", dropouts[^1]);
        }
    }

    /// <summary>x with self-attention, the first sublayer.</summary>
    private protected Tensor Attend(Tensor x, Tensor? padding) =>
        Sublayer(1, x, z => selfAttention.call(z, null, padding));

    /// <summary>x with the feed-forward net, the last sublayer.</summary>
    private protected Tensor FeedForward(Tensor x) =>
        Sublayer(norms.Count, x, z => AffineMap.Of(activation.call(AffineMap.Of(z, hidden)), output));

    /// <summary>x with f, its residual and norm i: x + f(norm(x)), or norm(x + f(x)).</summary>
    private protected Tensor Sublayer(int i, Tensor x, Func<Tensor, Tensor> f)
    {
        var norm = norms[i - 1];
        return options.NormFirst ? x + Drop(f(norm.call(x))) : norm.call(x + Drop(f(x)));

        Tensor Drop(Tensor z) => dropouts.Count == 0 ? z : dropouts[i - 1].call(z);
    }

    /// <summary>The same block by hand, on the same memory.</summary>
    internal abstract GeneralLayer ByHand(ModuleWeights weights);

    private protected IReadOnlyList<Layer>? DropoutsByHand() =>
        dropouts.Count == 0 ? null : [.. dropouts.Select(dropout => dropout.ByHand())];

    private protected (MultiHeadAttention Attention, FeedForward FeedForward) PartsByHand(ModuleWeights weights) => (
        selfAttention.ByHand(weights.Under("self_attn")),
        new(weights.Affine("linear1"), options.Activation.ByHand(), weights.Affine("linear2")));
}
