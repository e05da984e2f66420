using System.Runtime.InteropServices;
using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Layers;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Runner.Exchange;

/// <summary>Weights and a batch of a model from files, and the gradients that follow from them.</summary>
/// <param name="model">The model.</param>
/// <param name="settings">Its settings.</param>
/// <param name="type">The type to compute in.</param>
internal sealed class GradientExchange(ExchangeModel model, Settings settings, ScalarType type)
{
    private readonly ModelTask task = model.Task(settings.Records[0]);
    private readonly BatchForm form = model.Batch(settings.Records[0]);

    /// <summary>Random weights and a random batch, in the caller's dispose scope; the same numbers in every
    /// type.</summary>
    /// <remarks>What begins as a constant (norms, some biases) is moved by N(0, 0.1²): zeros and ones hide
    /// mistakes.</remarks>
    public (SafeTensors Weights, SafeTensors Batch) Make(int patterns, long seed)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var module = Build(ScalarType.Float32, seed);
        using var generator = new Generator((ulong)seed);
        foreach (var (_, vector) in module.named_parameters().Where(named => named.parameter.dim() == 1))
            vector.add_(randn(vector.shape, ScalarType.Float32, generator: generator), alpha: 0.1);
        var weights = StateDict.Of(module).ToDictionary(
            named => named.Key,
            named => named.Value.is_floating_point() ? named.Value.to(type, copy: true) : named.Value.clone());
        var batch = form.Make(patterns, type, seed);
        scope.MoveToOuter(weights.Values.Concat(batch.Values));
        return (new(weights, model.Metadata(settings)), new(batch, model.Metadata(settings)));
    }

    /// <summary>The model with the weights and the batch of two files; the caller disposes it.</summary>
    /// <exception cref="ArgumentException">A tensor is missing, superfluous, or not what it must be.</exception>
    public Subject Read((SafeTensors Tensors, string Path) weights, (SafeTensors Tensors, string Path) batch)
    {
        using var scope = NewDisposeScope();
        var module = Build(type, seed: 0);
        StateDict.Load(module, weights.Tensors, weights.Path);
        return new Subject(task, module, () => form.Read(batch.Tensors, type, batch.Path));
    }

    /// <summary>The gradients as a file holds them: <c>loss</c>, <c>prediction</c>, <c>input</c> and the names of the
    /// weights; from two sides, each with its prefix.</summary>
    public SafeTensors Result(StateGradients? hand, StateGradients? autograd)
    {
        var both = hand is not null && autograd is not null;
        IEnumerable<(string, Tensor)> tensors =
            [.. Named(hand, both ? "hand." : ""), .. Named(autograd, both ? "autograd." : "")];
        return new(tensors.ToDictionary(), model.Metadata(settings));
    }

    /// <summary>The worst relative error of a gradient by hand against autograd's, as verify measures it.</summary>
    public static double Worst(StateGradients hand, StateGradients autograd)
    {
        var largest = autograd.Weights.GroupBy(named => new StateSlice(named.Key).Module)
            .ToDictionary(layer => layer.Key, layer => layer.Max(named => Comparison.Largest(named.Value)));
        return hand.Weights.Max(named => Comparison.Relative(
            named.Value, autograd.Weights[named.Key], largest[new StateSlice(named.Key).Module]));
    }

    private static IEnumerable<(string, Tensor)> Named(StateGradients? gradients, string prefix)
    {
        if (gradients is null) yield break;
        yield return ($"{prefix}loss", gradients.Loss);
        yield return ($"{prefix}prediction", gradients.Prediction);
        if (gradients.Input is { } input) yield return ($"{prefix}input", input);
        foreach (var (name, gradient) in gradients.Weights) yield return ($"{prefix}{name}", gradient);
    }

    private nn.Module Build(ScalarType type, long seed)
    {
        try
        {
            return Seeded.Build(seed, task.Build, type);
        }
        catch (ExternalException error)
        {
            throw new UsageException($"{model.Name}: cannot be built in this size: {error.Message.Split('\n')[0]}");
        }
    }
}
