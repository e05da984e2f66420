using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Native;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using static TorchSharp.torch;

namespace Lectures.Models.Training;

/// <summary>The one place where a batch becomes a step: forward, backward by autograd or by hand, the
/// optimizer.</summary>
public sealed class Learner : IDisposable
{
    private readonly ModelTask task;
    private readonly nn.Module module;
    private readonly Objective? objective;                       // by hand
    private readonly (Weight Weight, Tensor Parameter)[] leaves; // by autograd
    private readonly Weight[] weights;
    private readonly IRandom[] random;
    private readonly double? clip;
    private bool disposed;

    /// <summary>Sets up a module to learn.</summary>
    /// <param name="task">How the module is called, and its loss.</param>
    /// <param name="module">The module, in its final type; it stays the caller's.</param>
    /// <param name="optimizer">How gradients move the weights.</param>
    /// <param name="by">Whose gradients.</param>
    /// <param name="clip">The largest norm of all gradients together; null for no clipping.</param>
    /// <exception cref="ArgumentException">An option of the optimizer is out of range.</exception>
    public Learner(
        ModelTask task, nn.Module module, OptimizerOptions optimizer,
        Backpropagation by = Backpropagation.Autograd, double? clip = null)
    {
        (this.task, this.module, this.clip) = (task, module, clip);
        if (by == Backpropagation.Hand)
        {
            objective = new(((IHandWritten)module).ByHand(), task.Loss.ByHand(task.LabelSmoothing))
            {
                Training = true,
                InputGradients = false,
            };
            weights = [.. objective.NamedWeights().Select(named => named.Weight)];
            random = [.. objective.NamedLayers().Select(named => named.Layer).OfType<IRandom>()];
            leaves = [];
        }
        else
        {
            leaves = [.. module.named_parameters().Select(named =>
                (new Weight(named.parameter, named.name), (Tensor)named.parameter))];
            weights = [.. leaves.Select(leaf => leaf.Weight)];
            random = [.. module.modules().OfType<IRandom>()];
        }
        Optimizer = optimizer.Create(weights);
    }

    /// <summary>What moves the weights, with its state.</summary>
    public IOptimizer Optimizer { get; }

    /// <summary>One step of learning; the module must be in training mode.</summary>
    /// <param name="batch">The patterns.</param>
    /// <param name="rate">The learning rate of this step.</param>
    /// <param name="seed">Decides dropout and noise of this step.</param>
    /// <returns>Loss (a scalar) and prediction before the step, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The batch does not fit the model.</exception>
    public (Tensor Loss, Tensor Prediction) Step(Batch batch, double rate, long seed)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        using var garbage = StepGarbage.Follow();
        using var scope = NewDisposeScope();
        for (var i = 0; i < random.Length; i++)
            random[i].Generator.manual_seed((long)SplitMix64.Stream(seed, i).Next());
        var target = task.TargetOf(batch);
        var (loss, prediction) = objective is null ? ByAutograd(batch.Inputs, target) : ByHand(batch.Inputs, target);
        if (clip is { } most) GradientClipping.ByNorm(weights, most);
        Optimizer.Rate = rate;
        Optimizer.Step();
        return (loss.MoveToOuterDisposeScope(), prediction.MoveToOuterDisposeScope());
    }

    private (Tensor Loss, Tensor Prediction) ByHand(Tensor?[] inputs, Tensor target)
    {
        using var off = no_grad();
        var loss = objective!.Forward([.. inputs, target])[0]!;
        objective.Backward();
        return (loss, objective.Prediction.alias());
    }

    private (Tensor Loss, Tensor Prediction) ByAutograd(Tensor?[] inputs, Tensor target)
    {
        using var on = enable_grad();
        foreach (var (weight, parameter) in leaves)
        {
            weight.ZeroGradient();
            parameter.grad = null;      // backward then gives its own tensor away instead of adding
        }
        var prediction = task.Call(module, inputs);
        var loss = task.LossOf(prediction, target);
        loss.backward();
        foreach (var (weight, parameter) in leaves) weight.Take(parameter.grad);
        return (loss.detach(), prediction.detach());
    }

    /// <summary>Releases everything but the module.</summary>
    public void Dispose()
    {
        disposed = true;
        Optimizer.Dispose();
        objective?.Dispose();
        foreach (var (weight, _) in leaves) weight.Dispose();
    }
}
