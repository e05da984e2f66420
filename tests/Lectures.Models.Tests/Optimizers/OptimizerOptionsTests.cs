using Lectures.Models.Optimizers;

namespace Lectures.Models.Tests.Optimizers;

public class OptimizerOptionsTests
{
    [TestCase(OptimizerKind.Sgd, OptimizerConvention.PyTorch, 0.01)]
    [TestCase(OptimizerKind.Sgd, OptimizerConvention.Keras, 0.01)]
    [TestCase(OptimizerKind.RmsProp, OptimizerConvention.PyTorch, 0.01)]
    [TestCase(OptimizerKind.RmsProp, OptimizerConvention.Keras, 0.001)]
    [TestCase(OptimizerKind.Adam, OptimizerConvention.PyTorch, 0.001)]
    [TestCase(OptimizerKind.AdamW, OptimizerConvention.Keras, 0.001)]
    public void The_rate_is_the_conventions(OptimizerKind kind, OptimizerConvention convention, double rate)
    {
        using var optimizer = new OptimizerOptions { Kind = kind, Convention = convention }.Create([]);
        Assert.That(optimizer.GetType().Name, Is.EqualTo(kind.ToString()));
        Assert.That(optimizer.Rate, Is.EqualTo(rate));
    }

    private static readonly object[][] refused =
    [
        [new OptimizerOptions { Rate = 0 }, "rate: expected a positive number, got 0."],
        [new OptimizerOptions { Beta1 = 1 }, "beta1: expected a share in [0, 1), got 1."],
        [new OptimizerOptions { Epsilon = -1 }, "epsilon: expected a positive number, got -1."],
        [new OptimizerOptions { WeightDecay = -1 }, "weightDecay: expected a finite number of at least 0, got -1."],
        [new OptimizerOptions { Momentum = 0.9 }, "momentum: Adam has no use for it; leave it out."],
        [new OptimizerOptions { Nesterov = true }, "nesterov: Adam has no use for it; leave it out."],
        [new OptimizerOptions { Alpha = 0.9 }, "alpha: Adam has no use for it; leave it out."],
        [new OptimizerOptions { Kind = OptimizerKind.RmsProp, Nesterov = true },
            "nesterov: RmsProp has no use for it; leave it out."],
        [new OptimizerOptions { Kind = OptimizerKind.RmsProp, Beta1 = 0.9 },
            "beta1: RmsProp has no use for it; leave it out."],
        [new OptimizerOptions { Kind = OptimizerKind.Sgd, Beta2 = 0.9 }, "beta2: Sgd has no use for it; leave it out."],
        [new OptimizerOptions { Kind = OptimizerKind.Sgd, Epsilon = 1 }, "epsilon: Sgd has no use for it; leave it out."],
        [new OptimizerOptions { Kind = OptimizerKind.Sgd, Nesterov = true },
            "nesterov: expected a momentum above 0, got 0."],
        [new OptimizerOptions { Kind = (OptimizerKind)9 }, "kind: expected an optimizer, got 9."],
    ];

    [TestCaseSource(nameof(refused))]
    public void Refuses_wrong_numbers_and_what_the_kind_has_no_use_for(OptimizerOptions options, string message) =>
        Assert.That(Assert.Throws<ArgumentException>(() => options.Create([]))!.Message, Is.EqualTo(message));
}
