using Lectures.Models.Layers;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>100 steps of learning from one start, by hand and by autograd in float64: the weights stay within 1e-9.</summary>
internal static class Trajectory
{
    private const int Steps = 100;
    private const double Bound = 1e-9, Rate = 0.01, AdamRate = 0.001;

    /// <summary>By SGD and by Adam, a row each: <c>HandVsAutograd</c> is the largest difference between any two weights.</summary>
    public static IEnumerable<TensorCheck> Run(string variant, Func<Subject> make)
    {
        yield return Compare(variant, make, "weights after 100 steps of SGD",
            weights => new Sgd(weights, Rate), parameters => optim.SGD(parameters, Rate));
        yield return Compare(variant, make, "weights after 100 steps of Adam",
            weights => new Adam(weights, AdamRate), parameters => optim.Adam(parameters, AdamRate));
    }

    private static TensorCheck Compare(
        string variant, Func<Subject> make, string name, Func<IEnumerable<Weight>, IOptimizer> byHand, Func<IEnumerable<TorchSharp.Modules.Parameter>, optim.Optimizer> autograd)
    {
        using var scope = NewDisposeScope();
        using Subject hand = make(), module = make();
        using var optimizer = autograd(module.Module.parameters());
        using var own = byHand(hand.Objective.NamedWeights().Select(named => named.Weight));
        for (var step = 0; step < Steps; step++)
        {
            Learning.StepByHand(hand.Objective, hand.Inputs, own);
            Learning.StepByAutograd(() => module.Call(module.Inputs).Loss, optimizer);
        }
        var row = new TensorCheck("", name, [hand.Parameters], ScalarType.Float64) { Variant = variant, HandVsAutograd = 0 };
        foreach (var ((path, a), (_, b)) in hand.Module.named_parameters().Zip(module.Module.named_parameters()))
        {
            var (error, index, x, y) = Comparison.CompareTo(a, b, 1);
            row.HandVsAutograd = Math.Max(row.HandVsAutograd.Value, error);
            if (!(error <= Bound)) row.Fail(new(index, x, y, ($"{path} by hand", "autograd"), error, Bound));
        }
        return row;
    }
}
