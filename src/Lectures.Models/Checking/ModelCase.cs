using Lectures.Models.Losses;
using Lectures.Models.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>A model in a size and a setting to check it in.</summary>
/// <param name="Variant">What tells it from the model's other cases, e.g. <c>lecture</c>.</param>
/// <param name="Task">The module and its loss.</param>
/// <param name="Data">The inputs (null for one not given) and the target from a batch.</param>
public sealed record ModelCase(string Variant, ModelTask Task, Func<CheckBatch, (Tensor?[] Inputs, Tensor Target)> Data)
{
    /// <summary>At most 500 weights: every entry is held against differences, and 100 steps of learning are
    /// compared.</summary>
    public bool Small { get; init; }

    /// <summary>The case of a module with one input.</summary>
    public static ModelCase Of<T>(
        string variant, Func<T> build, LossFunction loss, Func<CheckBatch, (Tensor Input, Tensor Target)> data)
        where T : nn.Module<Tensor, Tensor>, IHandWritten =>
        new(variant, ModelTask.Of(build, loss),
            batch => data(batch) is var (input, target) ? ([input], target) : default);
}

/// <summary>A task set up: the module, the same network by hand on the same weights, and a batch.</summary>
internal sealed class Subject : IDisposable
{
    private readonly ModelTask task;

    /// <summary>Makes a case for a type; the same seed gives the same weights, rounded to float32 in every
    /// type.</summary>
    public Subject(ModelCase @case, CheckBatch batch, ScalarType type, long seed)
        : this(@case.Task, Seeded.Build(seed, @case.Task.Build, type),
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
        Objective = new Objective(((IHandWritten)Module).ByHand(), task.Loss.ByHand());
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

    /// <summary>L and the prediction of the module.</summary>
    public (Tensor Loss, Tensor Prediction) Call(Tensor?[] inputs)
    {
        var prediction = task.Call(Module, inputs[..^1]);
        return (task.Loss.Of(prediction, inputs[^1]!), prediction);
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

/// <summary>Makes modules whose weights a seed decides, in parallel too: torch's global generator is one for all
/// threads.</summary>
internal static class Seeded
{
    private static readonly Lock globalGenerator = new();

    /// <summary>A module of a type, with float32's weights; what making and converting it leave behind is
    /// released.</summary>
    public static T Build<T>(long seed, Func<T> build, ScalarType type) where T : nn.Module
    {
        using var scope = NewDisposeScope();
        lock (globalGenerator)
        {
            manual_seed(seed);
            var module = build();
            module.to(type);
            foreach (var (_, parameter) in module.named_parameters()) parameter.DetachFromDisposeScope();
            foreach (var (_, buffer) in module.named_buffers()) buffer.DetachFromDisposeScope();
            return module;
        }
    }
}
