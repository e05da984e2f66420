using Lectures.Models.Layers;
using Lectures.Models.Losses;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>A multi-layer perceptron, §7.1 (5): any depth and widths.</summary>
/// <param name="Inputs">Input units I.</param>
/// <param name="Outputs">Output units K.</param>
public sealed record MlpOptions(long Inputs = 784, long Outputs = 10)
{
    /// <summary>Units of each hidden layer, first to last; empty for a linear model.</summary>
    public IReadOnlyList<long> Hidden { get; init; } = [512];

    /// <summary>The function of the hidden units.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>The function of the output units; linear (logits) for the cross-entropies.</summary>
    public OutputUnit Output { get; init; } = OutputUnit.Linear;

    /// <summary>What is minimised.</summary>
    public LossFunction Loss { get; init; } = LossFunction.CrossEntropy;

    /// <summary>The share of hidden units dropped while learning.</summary>
    public double Dropout { get; init; }

    /// <summary>Where dropout scales: while learning (inverted), or in recognition as the lecture does.</summary>
    public DropoutScaling DropoutScaling { get; init; } = DropoutScaling.Inverted;

    /// <summary>Batch normalisation before every hidden activation; the affine layer before it then carries no
    /// bias.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>How weights begin.</summary>
    public Initialisation Initialisation { get; init; } = Initialisation.PyTorch;
}

/// <summary>The function of the output units.</summary>
public enum OutputUnit
{
    /// <summary>None: logits, or any number.</summary>
    Linear,

    /// <summary>σ, each output on its own between 0 and 1.</summary>
    Sigmoid,

    /// <summary>Softmax: between 0 and 1, summing to 1.</summary>
    Softmax,

    /// <summary>The logarithm of softmax; the cross-entropy is the same on it as on logits.</summary>
    LogSoftmax,
}

/// <summary>hₗ = Wₗ gₗ₋₁ + bₗ, gₗ = f(hₗ) for every hidden layer, then the output layer; x (N, I) → y (N, K).</summary>
public sealed class Mlp : SequentialModel
{
    private readonly MlpOptions options;

    /// <summary>The network with fresh weights from torch's global generator.</summary>
    /// <exception cref="ArgumentException">A width is below 1, or a loss on logits is asked of other
    /// outputs.</exception>
    public Mlp(MlpOptions options) : base(nameof(Mlp))
    {
        this.options = Checked(options);
        var width = options.Inputs;
        foreach (var hidden in options.Hidden)
        {
            AppendAffine(width, hidden, bias: !options.BatchNorm);
            if (options.BatchNorm) AppendBatchNorm(hidden, images: false);
            Append(options.Activation);
            AppendDropout(options.Dropout, options.DropoutScaling);
            width = hidden;
        }
        AppendAffine(width, options.Outputs);
        if (options.Output == OutputUnit.Sigmoid) Append(Activation.Sigmoid);
        if (options.Output == OutputUnit.Softmax) Append(nn.Softmax(-1), _ => new Softmax());
        if (options.Output == OutputUnit.LogSoftmax) Append(nn.LogSoftmax(-1), _ => new LogSoftmax());
        options.Initialisation.Apply(this);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        Expect.Shape(x, ["N", options.Inputs]);
        return base.forward(x);
    }

    private static MlpOptions Checked(MlpOptions options)
    {
        Expect.AtLeast(options.Inputs, 1);
        foreach (var hidden in options.Hidden) Expect.AtLeast(hidden, 1);
        Expect.AtLeast(options.Outputs, 1);
        var logits = options.Output == OutputUnit.Linear
            || (options.Output == OutputUnit.LogSoftmax && options.Loss == LossFunction.CrossEntropy);
        if (options.Loss is LossFunction.CrossEntropy or LossFunction.BinaryCrossEntropy && !logits)
            throw new ArgumentException(
                $"output: {options.Loss} is computed on logits; expected Linear, got {options.Output}.");
        return options;
    }
}
