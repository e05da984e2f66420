using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>One batch through a subject, four times: by hand as it learns, by hand with every boundary watched, by autograd
/// through the network's own forward, and by autograd through the TorchSharp module.</summary>
internal sealed class Witnesses : IDisposable
{
    private readonly Subject subject;
    private readonly Dictionary<TensorPath, Tensor?> unwatched;     // of the weights
    private readonly ModuleGradients module;

    /// <summary>Runs the four; what the module gives lives in the caller's dispose scope.</summary>
    public Witnesses(Subject subject)
    {
        this.subject = subject;
        using var one = tensor(1.0);
        subject.State.ByHand.Restore();
        using (no_grad()) subject.Objective.Forward(subject.Inputs)[0]!.Dispose();
        subject.Objective.Backward([one]);
        unwatched = subject.Weights.ToDictionary(
            named => named.Path, named => named.Weight.Gradient?.clone().DetachFromDisposeScope());
        subject.State.ByHand.Restore();
        ByHand = Gradients.ByHand(subject.Objective, subject.Inputs, [one]);
        subject.State.ByHand.Restore();
        Autograd = Gradients.ByAutograd(subject.Objective, subject.Inputs, [one]);
        module = new ModuleGradients(subject);
    }

    /// <summary>By hand.</summary>
    public Gradients ByHand { get; }

    /// <summary>By autograd through the network's own forward.</summary>
    public Gradients Autograd { get; }

    /// <summary>Every tensor by hand beside autograd's: first of the own forward (all boundaries and weights; the weights once
    /// more as it learns, where layers may work several at once), then of the module (weights and inputs once more,
    /// prediction, loss); and the largest gradient in the tensor's layer.</summary>
    public IEnumerable<(TensorPath Path, Tensor? ByHand, Tensor? Autograd, double LayerLargest)> Pairs()
    {
        foreach (var (path, gradient) in Autograd.All)
            yield return Gradient(path, gradient);
        foreach (var (path, gradient) in unwatched)
            yield return (path, gradient, Autograd.All[path], Autograd.LargestOfLayer(path));
        foreach (var (path, weight) in subject.Weights)
            if (weight.Source is { } source)
                yield return Gradient(path, module.Of(source));
        for (var i = 0; i < subject.Inputs.Length - 1; i++)
            yield return Gradient(new("", TensorPath.Boundary("input", i)), module.Inputs[i]);
        yield return (new("", "prediction"), subject.Objective.Prediction, module.Prediction, 0);
        yield return (new("loss", "value"), ByHand.Outputs[0], module.Loss, 0);

        (TensorPath, Tensor?, Tensor?, double) Gradient(TensorPath path, Tensor? autograd) =>
            (path, ByHand.All[path], autograd, Autograd.LargestOfLayer(path));
    }

    /// <summary>The module's parameters that no weight by hand stands for, or not wholly.</summary>
    public IEnumerable<(string Name, Tensor Parameter)> WithoutWeight()
    {
        var covered = subject.Weights.Where(named => named.Weight.Source is not null)
            .ToLookup(named => named.Weight.Source!.Name, named => named.Weight.Value.numel());
        return subject.Module.named_parameters()
            .Where(named => covered[named.name].Sum() != named.parameter.numel())
            .Select(named => (named.name, (Tensor)named.parameter));
    }

    /// <summary>Releases what the network by hand gave.</summary>
    public void Dispose()
    {
        foreach (var gradient in unwatched.Values) gradient?.Dispose();
        ByHand.Dispose();
        Autograd.Dispose();
    }
}
