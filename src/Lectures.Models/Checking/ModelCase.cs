using Lectures.Models.Losses;
using Lectures.Models.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>A model in a size and a setting to check it in.</summary>
/// <param name="Variant">What tells it from the model's other cases, e.g. <c>lecture</c>.</param>
/// <param name="Build">Makes the module, with fresh float32 weights from torch's global generator.</param>
/// <param name="Call">The module's prediction for the inputs that the network by hand takes.</param>
/// <param name="Loss">What is minimised.</param>
/// <param name="Data">The inputs (null for one not given) and the target from a batch.</param>
public sealed record ModelCase(
    string Variant,
    Func<nn.Module> Build,
    Func<nn.Module, Tensor?[], Tensor> Call,
    LossFunction Loss,
    Func<CheckBatch, (Tensor?[] Inputs, Tensor Target)> Data)
{
    /// <summary>At most 500 weights: every entry is held against differences, and 100 steps of learning are compared.</summary>
    public bool Small { get; init; }

    /// <summary>The case of a module with one input.</summary>
    public static ModelCase Of<T>(
        string variant, Func<T> build, LossFunction loss, Func<CheckBatch, (Tensor Input, Tensor Target)> data)
        where T : nn.Module<Tensor, Tensor>, IHandWritten =>
        new(variant, build, (module, inputs) => ((T)module).call(inputs[0]!), loss,
            batch => data(batch) is var (input, target) ? ([input], target) : default);
}

/// <summary>A case made: the module, the same network by hand on the same weights, and a batch.</summary>
internal sealed class Subject : IDisposable
{
    private readonly ModelCase @case;

    /// <summary>Makes the case for a type; the same seed gives the same weights, rounded to float32 in every type.</summary>
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

/// <summary>Makes modules whose weights a seed decides, in parallel too: torch's global generator is one for all threads.</summary>
internal static class Seeded
{
    private static readonly Lock globalGenerator = new();

    /// <summary>A module of a type, with float32's weights; what making and converting it leave behind is released.</summary>
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
