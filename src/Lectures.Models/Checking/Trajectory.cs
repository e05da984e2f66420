using Lectures.Models.Layers;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>100 steps of learning from one start, by hand and by autograd in float64: the weights stay within
/// 1e-9.</summary>
/// <remarks>
/// Now and then learning is chaotic and rounding alone grows beyond that. Then autograd says how far: it learns once
/// more from a start that is one rounding away. Where that leads too far apart, nothing can be said.
/// </remarks>
internal static class Trajectory
{
    private const int Steps = 100;
    private const double Bound = 1e-9, MostRounding = 1e-5, Rate = 0.01, AdamRate = 0.001;
    private const double RoundingsInSteps = 10;     // √Steps: every step rounds anew, at random

    /// <summary>By SGD and by Adam, a row each: <c>HandVsAutograd</c> is the largest difference of a weight.</summary>
    public static IEnumerable<TensorCheck> Run(string variant, Func<Subject> make)
    {
        yield return Compare(variant, make, "weights after 100 steps of SGD",
            weights => new Sgd(weights, Rate), parameters => optim.SGD(parameters, Rate));
        yield return Compare(variant, make, "weights after 100 steps of Adam",
            weights => new Adam(weights, AdamRate), parameters => optim.Adam(parameters, AdamRate));
    }

    /// <summary>The row of one optimizer.</summary>
    internal static TensorCheck Compare(
        string variant, Func<Subject> make, string name,
        Func<IEnumerable<Weight>, IOptimizer> byHand,
        Func<IEnumerable<TorchSharp.Modules.Parameter>, optim.Optimizer> autograd)
    {
        using var scope = NewDisposeScope();
        using Subject hand = make(), module = make();
        using var own = byHand(hand.Objective.NamedWeights().Select(named => named.Weight));
        for (var step = 0; step < Steps; step++) Learning.StepByHand(hand.Objective, hand.Inputs, own);
        Learn(module);
        var row = new TensorCheck("", name, [hand.Parameters], ScalarType.Float64) { Variant = variant };
        var (path, error, index, x, y) = Farthest(hand, module);
        row.HandVsAutograd = error;
        if (Comparison.Within(error, Bound)) return row;

        using var near = make();
        using (no_grad())
            foreach (var parameter in near.Module.parameters()) parameter.mul_(1 + Math.Pow(2, -52));
        Learn(near);
        row.RoundingBound = Math.Max(Bound, RoundingsInSteps * Farthest(near, module).Error);
        if (!Comparison.Within(row.RoundingBound.Value, MostRounding))
            row.NotVerified = $"learning is chaotic, a start one rounding away ends {row.RoundingBound:0.0e+0} apart";
        else if (!Comparison.Within(error, row.RoundingBound.Value))
            row.Fail(new(index, x, y, ($"{path} by hand", "autograd"), error, row.RoundingBound.Value));
        return row;

        void Learn(Subject subject)
        {
            using var optimizer = autograd(subject.Module.parameters());
            for (var step = 0; step < Steps; step++)
                Learning.StepByAutograd(() => subject.Call(subject.Inputs).Loss, optimizer);
        }
    }

    /// <summary>The largest difference between two weights of the same name, absolute, and where.</summary>
    private static (string Path, double Error, long[]? Index, double A, double B) Farthest(Subject a, Subject b) =>
        a.Module.named_parameters().Zip(b.Module.named_parameters(), (a, b) =>
        {
            var (error, index, x, y) = Comparison.Compare(a.parameter, b.parameter, 1);
            return (a.name, error, index, x, y);
        }).MaxBy(found => found.error);
}
