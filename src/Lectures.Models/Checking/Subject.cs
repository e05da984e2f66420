using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>A case made: the module, the same network by hand on the same weights, and a batch.</summary>
internal sealed class Subject : IDisposable
{
    private readonly ModelCase @case;

    /// <summary>Makes the case for a type; the same seed gives the same weights, rounded to float32 in every
    /// type.</summary>
    public Subject(ModelCase @case, CheckBatch batch, ScalarType type, long seed)
    {
        this.@case = @case;
        Module = Seeded.Build(seed, @case.Build, type);
        Objective = new Objective(((IHandWritten)Module).ByHand(), @case.Loss.ByHand());
        using var scope = NewDisposeScope();
        var (inputs, target) = @case.Data(batch);
        Inputs = [.. inputs.Append(target).Select(x => Own(x, type))];
        scope.Detach(Inputs.OfType<Tensor>());
        State = (new LayerState(Objective), new LayerState(Module));
    }

    public nn.Module Module { get; }

    public Objective Objective { get; }

    /// <summary>The network's inputs, then the target.</summary>
    public Tensor?[] Inputs { get; }

    public (LayerState ByHand, LayerState Module) State { get; }

    public long Parameters => Module.parameters().Sum(p => p.numel());

    /// <summary>Every weight by hand; a tied one once, at its first place.</summary>
    public IEnumerable<(TensorPath Path, Weight Weight)> Weights => Objective.NamedLayers()
        .SelectMany(named => named.Layer.Weights, (named, own) => (new TensorPath(named.Path, own.Name), own.Weight))
        .DistinctBy(named => named.Weight);

    /// <summary>The network's inputs that have a gradient.</summary>
    public IEnumerable<(TensorPath Path, Tensor Tensor)> FloatingInputs => Inputs[..^1]
        .Select((x, i) => (new TensorPath("", TensorPath.Boundary("input", i)), Tensor: x!))
        .Where(input => input.Tensor is not null && input.Tensor.is_floating_point());

    /// <summary>L and the prediction of the module.</summary>
    public (Tensor Loss, Tensor Prediction) Call(Tensor?[] inputs)
    {
        var prediction = @case.Call(Module, inputs[..^1]);
        return (@case.Loss.Of(prediction, inputs[^1]!), prediction);
    }

    private static Tensor? Own(Tensor? tensor, ScalarType type) =>
        tensor is null ? null : tensor.is_floating_point() ? tensor.to(type).clone() : tensor.clone();

    public void Dispose()
    {
        State.ByHand.Dispose();
        State.Module.Dispose();
        Objective.Dispose();
        Module.Dispose();
        foreach (var input in Inputs) input?.Dispose();
    }
}
