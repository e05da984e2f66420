using Lectures.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>What one forward and one backward of a model give, in the caller's dispose scope.</summary>
/// <param name="Loss">L, a scalar.</param>
/// <param name="Prediction">What the loss compares with the target.</param>
/// <param name="Input">∂L/∂x of the first input; null where it is not floating point.</param>
/// <param name="Weights">∂L/∂W by the names of the state_dict, packed as there; 0 for a weight that takes no
/// part.</param>
internal sealed record StateGradients(
    Tensor Loss, Tensor Prediction, Tensor? Input, IReadOnlyDictionary<string, Tensor> Weights)
{
    /// <summary>As the hand-written backward gives them.</summary>
    public static StateGradients ByHand(Subject subject)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        subject.State.ByHand.Restore();
        var loss = subject.Objective.Forward(subject.Inputs)[0]!;
        var input = subject.Objective.Backward([tensor(1.0)])[0];
        var weights = subject.Module.named_parameters()
            .ToDictionary(named => named.name, named => zeros_like(named.parameter));
        foreach (var (_, weight) in subject.Objective.NamedWeights())
            if (weight is { Source: { } source, Gradient: { } gradient })
                source.Of(weights[source.Name]).copy_(gradient);
        return new StateGradients(loss, subject.Objective.Prediction.clone(), input, weights).Leave(scope);
    }

    /// <summary>As autograd finds them through the TorchSharp module.</summary>
    public static StateGradients ByAutograd(Subject subject)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var gradients = new ModuleGradients(subject);
        var weights = subject.Module.named_parameters().ToDictionary(
            named => named.name, named => gradients.Parameters[named.name]?.clone() ?? zeros_like(named.parameter));
        return new StateGradients(
            gradients.Loss.detach(), gradients.Prediction.detach(), gradients.Inputs[0], weights).Leave(scope);
    }

    private StateGradients Leave(DisposeScope scope)
    {
        scope.MoveToOuter(Weights.Values.Concat([Loss, Prediction]));
        Input?.MoveToOuterDisposeScope();
        return this;
    }
}
