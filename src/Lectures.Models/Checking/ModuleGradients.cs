using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>What autograd finds through the TorchSharp module: loss, prediction, gradients of parameters and inputs;
/// all in the caller's dispose scope.</summary>
internal sealed class ModuleGradients
{
    public ModuleGradients(Subject subject)
    {
        using var on = enable_grad();
        subject.State.Module.Restore();
        subject.Module.zero_grad();
        var leaves = Array.ConvertAll(subject.Inputs, Leaves.Of);
        (Loss, Prediction) = subject.Call(leaves);
        Loss.backward();
        Parameters = subject.Module.named_parameters().ToDictionary(named => named.name, named => named.parameter.grad);
        Inputs = Array.ConvertAll(leaves, leaf => leaf is { requires_grad: true } ? leaf.grad : null);
    }

    public Tensor Loss { get; }

    public Tensor Prediction { get; }

    /// <summary>The gradients of the parameters by name, null where there is none.</summary>
    public IReadOnlyDictionary<string, Tensor?> Parameters { get; }

    /// <summary>The gradients of the inputs, null where there is none.</summary>
    public Tensor?[] Inputs { get; }

    /// <summary>The gradient of a weight that lives in the module.</summary>
    public Tensor? Of(StateSlice source) => Parameters[source.Name] is { } packed ? source.Of(packed) : null;
}
