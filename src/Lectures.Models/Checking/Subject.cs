using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>A task set up: the module, the same network by hand on the same weights, and a batch.</summary>
internal sealed class Subject : IDisposable
{
    private readonly ModelTask task;

    /// <summary>Makes a case for a type; the same seed gives the same weights, rounded to float32 in every
    /// type.</summary>
    public Subject(ModelCase @case, CheckBatch batch, ScalarType type, long seed) : this(
        @case.Task, Seeded.Build(seed, @case.Task.Build, type),
        () => @case.Data(batch) is var (inputs, target) ? [.. inputs, target] : [])
    {
    }

    /// <summary>Sets up a module, which belongs to the subject from now on.</summary>
    /// <param name="task">How it is called, and its loss.</param>
    /// <param name="module">The module; what is floating point of the batch gets its type.</param>
    /// <param name="data">The inputs and the target, which are copied.</param>
    public Subject(ModelTask task, nn.Module module, Func<Tensor?[]> data)
    {
        (this.task, Module) = (task, module);
        Objective = new Objective(((IHandWritten)Module).ByHand(), task.Loss.ByHand(task.LabelSmoothing));
        var type = module.parameters().First().dtype;
        using var scope = NewDisposeScope();
        Inputs = [.. data().Select(x => Own(x, type))];
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
        var prediction = task.Call(Module, inputs[..^1]);
        return (task.Loss.Of(prediction, inputs[^1]!, task.LabelSmoothing), prediction);
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
