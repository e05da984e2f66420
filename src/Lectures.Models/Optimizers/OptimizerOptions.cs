using System.Text.Json.Serialization;
using Lectures.Models.Layers;

namespace Lectures.Models.Optimizers;

/// <summary>The optimizers.</summary>
public enum OptimizerKind
{
    /// <summary>Gradient descent, with momentum if wanted.</summary>
    Sgd,

    /// <summary>RMSprop.</summary>
    [JsonStringEnumMemberName("rmsprop")] RmsProp,

    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay.</summary>
    [JsonStringEnumMemberName("adamw")] AdamW,
}

/// <summary>Which optimizer, with which numbers; what is null is the convention's default.</summary>
public sealed record OptimizerOptions
{
    /// <summary>Which optimizer.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Adam;

    /// <summary>Whose formulas and defaults.</summary>
    public OptimizerConvention Convention { get; init; }

    /// <summary>The learning rate ρ > 0; null for 0.001, for SGD and PyTorch's RMSprop 0.01.</summary>
    public double? Rate { get; init; }

    /// <summary>μ in [0, 1) of SGD and RMSprop; null for 0.</summary>
    public double? Momentum { get; init; }

    /// <summary>Nesterov's momentum, of SGD only.</summary>
    public bool Nesterov { get; init; }

    /// <summary>α in [0, 1) of RMSprop (Keras's rho); null for 0.99 (PyTorch) or 0.9 (Keras).</summary>
    public double? Alpha { get; init; }

    /// <summary>β₁ in [0, 1) of Adam and AdamW; null for 0.9.</summary>
    public double? Beta1 { get; init; }

    /// <summary>β₂ in [0, 1) of Adam and AdamW; null for 0.999.</summary>
    public double? Beta2 { get; init; }

    /// <summary>ε > 0 of all but SGD; null for 1e-8 (PyTorch) or 1e-7 (Keras).</summary>
    public double? Epsilon { get; init; }

    /// <summary>λ ≥ 0: in the gradient (PyTorch) or decoupled from it (Keras, and AdamW always); null for 0, for AdamW
    /// 0.01 (PyTorch) or 0.004 (Keras).</summary>
    public double? WeightDecay { get; init; }

    /// <summary>The optimizer of some weights; its <see cref="IOptimizer.Rate"/> is the rate, or the default.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or the optimizer has no use for it.</exception>
    public IOptimizer Create(IEnumerable<Weight> weights)
    {
        var (sgd, rmsProp) = (Kind == OptimizerKind.Sgd, Kind == OptimizerKind.RmsProp);
        Needs(Momentum is null || sgd || rmsProp, nameof(Momentum));
        Needs(!Nesterov || sgd, nameof(Nesterov));
        Needs(Alpha is null || rmsProp, nameof(Alpha));
        Needs(Beta1 is null || !(sgd || rmsProp), nameof(Beta1));
        Needs(Beta2 is null || !(sgd || rmsProp), nameof(Beta2));
        Needs(Epsilon is null || !sgd, nameof(Epsilon));
        var (beta1, beta2) = (Beta1 ?? Adam.DefaultBeta1, Beta2 ?? Adam.DefaultBeta2);
        return Kind switch
        {
            OptimizerKind.Sgd => new Sgd(
                weights, Rate ?? Sgd.DefaultRate, Momentum ?? 0, Nesterov, WeightDecay ?? 0, Convention),
            OptimizerKind.RmsProp => new RmsProp(
                weights, Rate, Alpha, Epsilon, Momentum ?? 0, WeightDecay ?? 0, Convention),
            OptimizerKind.Adam => new Adam(
                weights, Rate ?? Adam.DefaultRate, beta1, beta2, Epsilon, WeightDecay ?? 0, Convention),
            OptimizerKind.AdamW => new AdamW(
                weights, Rate ?? Adam.DefaultRate, beta1, beta2, Epsilon, WeightDecay, Convention),
            _ => throw new ArgumentException($"kind: expected an optimizer, got {Kind}."),
        };
    }

    private void Needs(bool used, string setting)
    {
        if (!used)
            throw new ArgumentException(
                $"{char.ToLowerInvariant(setting[0])}{setting[1..]}: {Kind} has no use for it; leave it out.");
    }
}
