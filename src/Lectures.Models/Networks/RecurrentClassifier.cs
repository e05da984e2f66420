using Lectures.Models.Layers;
using Lectures.Models.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>A recurrent network with class output, §7.3.3 (2), over a signal or the rows of an image.</summary>
/// <param name="Inputs">Features I of each time step.</param>
/// <param name="Outputs">Classes K.</param>
public sealed record RecurrentClassifierOptions(long Inputs = 28, long Outputs = 10)
{
    /// <summary>The recurrent layers.</summary>
    public RecurrentOptions Recurrent { get; init; } = new();

    /// <summary>True to read in both directions; the class comes from the outputs at the last step even so.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>How weights begin.</summary>
    public Initialisation Initialisation { get; init; } = Initialisation.PyTorch;
}

/// <summary>hₜ = f(xₜ, hₜ₋₁) over the sequence, then z = W h_T + b; x (N, T, I) → logits (N, K).</summary>
/// <remarks>Parameters rnn.weight_ih_l0 …, out.weight, out.bias.</remarks>
public sealed class RecurrentClassifier : nn.Module<Tensor, Tensor>, IHandWritten
{
    private readonly RecurrentClassifierOptions options;
    private readonly RecurrentModule recurrent;
    private readonly Linear output;

    /// <summary>The network with fresh weights from torch's global generator.</summary>
    /// <exception cref="ArgumentException">A size is below 1, or Elman's function is neither tanh nor ReLU.</exception>
    public RecurrentClassifier(RecurrentClassifierOptions options) : base(nameof(RecurrentClassifier))
    {
        this.options = options;
        recurrent = new RecurrentModule(options.Recurrent, options.Inputs, options.Bidirectional);
        register_module("rnn", recurrent.Module);
        register_module("out", output = nn.Linear(recurrent.Outputs, Expect.AtLeast(options.Outputs, 1)));
        options.Initialisation.Apply(this);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        Expect.Shape(x, ["N", "T", options.Inputs]);
        Expect.SameKind(x, output.weight);
        return output.call(recurrent.Last(x));                               // last (N,D·H)
    }

    /// <inheritdoc/>
    public GeneralLayer ByHand()
    {
        var weights = new ModuleWeights(this);
        return new Sequence(
            ("rnn", recurrent.ByHand(weights.Under("rnn"))),
            ("last", new LastStep()),
            ("out", weights.Affine("out")))
        {
            Training = training,
        };
    }
}
