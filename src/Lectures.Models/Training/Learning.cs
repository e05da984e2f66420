using Lectures.Models.Losses;
using Lectures.Models.Optimizers;
using static TorchSharp.torch;

namespace Lectures.Models.Training;

/// <summary>One step of learning, by hand and by autograd.</summary>
internal static class Learning
{
    /// <summary>Forward and backward by hand, then the optimizer.</summary>
    /// <returns>The loss before the step, in the caller's dispose scope.</returns>
    public static Tensor StepByHand(Objective objective, Tensor?[] inputs, IOptimizer optimizer)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var loss = objective.Forward(inputs)[0]!;
        objective.Backward([tensor(1.0)]);
        optimizer.Step();
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>Forward and backward by autograd, then the optimizer.</summary>
    public static void StepByAutograd(Func<Tensor> loss, optim.Optimizer optimizer)
    {
        using var on = enable_grad();
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        loss().backward();
        optimizer.step();
    }
}
