using Lectures.Models.Layers;
using Lectures.Models.Modules;
using Lectures.Models.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>A recurrent network with next-token output, §7.3.3 (2).</summary>
/// <param name="Vocabulary">How many tokens V.</param>
/// <param name="Width">Features E of a token's vector.</param>
public sealed record RecurrentLanguageModelOptions(long Vocabulary = 128, long Width = 64)
{
    /// <summary>The recurrent layers; they read in one direction, for the other knows the answer.</summary>
    public RecurrentOptions Recurrent { get; init; } = new();

    /// <summary>How weights begin.</summary>
    public Initialisation Initialisation { get; init; } = Initialisation.PyTorch;
}

/// <summary>Guesses at every place the next token from those up to it: tokens (N, T) → logits (N, T, V).</summary>
/// <remarks>Parameters embedding.weight, rnn.weight_ih_l0 …, out.weight, out.bias.</remarks>
public sealed class RecurrentLanguageModel : nn.Module<Tensor, Tensor>, IHandWritten
{
    private readonly RecurrentLanguageModelOptions options;
    private readonly TorchSharp.Modules.Embedding embedding;
    private readonly RecurrentModule recurrent;
    private readonly Linear output;

    /// <summary>The network with fresh weights from torch's global generator.</summary>
    /// <exception cref="ArgumentException">A size is below 1, or Elman's function is neither tanh nor ReLU.</exception>
    public RecurrentLanguageModel(RecurrentLanguageModelOptions options) : base(nameof(RecurrentLanguageModel))
    {
        this.options = options;
        var vocabulary = Expect.AtLeast(options.Vocabulary, 1, "vocabulary");
        var width = Expect.AtLeast(options.Width, 1, "width");
        recurrent = new RecurrentModule(options.Recurrent, width);
        register_module("embedding", embedding = nn.Embedding(vocabulary, width));
        register_module("rnn", recurrent.Module);
        register_module("out", output = nn.Linear(recurrent.Outputs, vocabulary));
        options.Initialisation.Apply(this);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The tokens are not (N,T) int64 in [0, V).</exception>
    public override Tensor forward(Tensor tokens)
    {
        Expect.Shape(tokens, ["N", "T"]);
        Expect.Indices(tokens, options.Vocabulary);
        return AffineMap.Of(recurrent.All(embedding.call(tokens)), output);   // (N,T,V)
    }

    /// <inheritdoc/>
    public GeneralLayer ByHand()
    {
        var weights = new ModuleWeights(this);
        return new Sequence(
            ("embedding", new Layers.Embedding(weights["embedding.weight"])),
            ("rnn", recurrent.ByHand(weights.Under("rnn"))),
            ("out", weights.Affine("out")))
        {
            Training = training,
        };
    }
}
