using Lectures.Models.Layers;
using Lectures.Models.Networks;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>Blocks one after the other, and a last norm where blocks have theirs first; named as PyTorch's
/// TransformerEncoder and TransformerDecoder: layers.0, layers.1 …, norm.</summary>
public sealed class StackModule<TBlock> : nn.Module where TBlock : BlockModule
{
    [ComponentName(Name = "layers")] private readonly ModuleList<TBlock> blocks = [];
    private readonly TorchSharp.Modules.LayerNorm? norm;

    /// <summary>The stack with fresh weights.</summary>
    /// <param name="count">How many blocks.</param>
    /// <param name="options">Their shape.</param>
    /// <param name="make">Makes one.</param>
    /// <exception cref="ArgumentException">There is no block.</exception>
    public StackModule(long count, BlockOptions options, Func<TBlock> make) : base("Stack")
    {
        Expect.Few(count, "blocks");
        for (var i = 0; i < count; i++) blocks.Add(make());
        if (options.NormFirst) norm = nn.LayerNorm(options.Width);
        RegisterComponents();
    }

    /// <summary>Runs x (N,T,E) through the blocks.</summary>
    /// <param name="x">(N,T,E).</param>
    /// <param name="run">How a block is run; it adds what else the block takes.</param>
    /// <returns>(N,T,E).</returns>
    public Tensor forward(Tensor x, Func<TBlock, Tensor, Tensor> run)
    {
        foreach (var block in blocks) x = run(block, x);
        return norm?.call(x) ?? x;
    }

    /// <summary>The same stack by hand, on the same memory: 0, 1 …, norm.</summary>
    internal Stack ByHand(ModuleWeights weights)
    {
        var layers = blocks.Select((block, i) => ($"{i}", block.ByHand(weights.Under($"layers.{i}")))).ToList();
        if (norm is not null) layers.Add(("norm", weights.LayerNorm("norm")));
        return new Stack(layers);
    }
}
