using Lectures.Models.Layers;
using Lectures.Models.Modules;
using Lectures.Models.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>A Transformer's encoder with class output, §7.3.3 (3), over a sequence of vectors: the rows of an image, or
/// its patches.</summary>
/// <param name="Inputs">The size I of each vector.</param>
/// <param name="Outputs">Classes K.</param>
/// <param name="MaxLength">The longest sequence.</param>
public sealed record EncoderOptions(long Inputs = 28, long Outputs = 10, long MaxLength = 28)
{
    /// <summary>How many blocks.</summary>
    public long Blocks { get; init; } = 2;

    /// <summary>Their shape.</summary>
    public BlockOptions Block { get; init; } = new();

    /// <summary>How positions are told.</summary>
    public Positions Positions { get; init; } = Positions.Sinusoidal;

    /// <summary>How weights begin.</summary>
    public Initialisation Initialisation { get; init; } = Initialisation.PyTorch;
}

/// <summary>Affine embedding, positions, encoder blocks, the mean over time, an affine layer; x (N, T, I) → logits (N,
/// K).</summary>
public sealed class EncoderClassifier : nn.Module<Tensor, Tensor>, IHandWritten
{
    private readonly EncoderOptions options;
    private readonly Linear embed;
    private readonly PositionsModule positions;
    private readonly StackModule<EncoderBlockModule> blocks;
    [ComponentName(Name = "out")] private readonly Linear output;

    /// <summary>The network with fresh weights from torch's global generator.</summary>
    /// <exception cref="ArgumentException">A size is below 1, or the heads do not divide the width.</exception>
    public EncoderClassifier(EncoderOptions options) : base(nameof(EncoderClassifier))
    {
        this.options = options;
        var block = options.Block;
        embed = nn.Linear(Expect.AtLeast(options.Inputs, 1), Expect.AtLeast(block.Width, 1));
        positions = new PositionsModule(options.Positions, options.MaxLength, block.Width);
        blocks = new(options.Blocks, block, () => new EncoderBlockModule(block));
        output = nn.Linear(block.Width, Expect.AtLeast(options.Outputs, 1));
        RegisterComponents();
        options.Initialisation.Apply(this);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        Expect.Shape(x, ["N", "T", options.Inputs]);
        Expect.SameKind(x, embed.weight);
        var y = blocks.forward(positions.call(AffineMap.Of(x, embed)), (block, z) => block.forward(z));   // (N,T,E)
        return output.call(y.mean([1]));
    }

    /// <inheritdoc/>
    public GeneralLayer ByHand()
    {
        var weights = new ModuleWeights(this);
        return new Stack(
            ("embed", weights.Affine("embed")),
            ("positions", positions.ByHand(weights.Under("positions"))),
            ("blocks", blocks.ByHand(weights.Under("blocks"))),
            ("mean", new MeanOverTime()),
            ("out", weights.Affine("out")))
        {
            Training = training,
        };
    }
}
