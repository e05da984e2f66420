using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>Holds one case of a model, by hand, against autograd and against central differences.</summary>
/// <remarks>
/// Autograd has two parts: it runs through the TorchSharp module (loss, prediction, parameters, inputs) and through the
/// hand-written network's own forward (every boundary and weight). A weight must agree with both.
/// </remarks>
internal sealed class ModelCheck(ModelCase @case, CheckBatch batch, VerificationOptions options)
{
    private const int Entries = 64;
    private readonly Dictionary<(TensorPath, ScalarType), TensorCheck> rows = [];
    private readonly List<TensorCheck> trajectories = [];

    /// <summary>What was found, a row for each tensor and type.</summary>
    public IEnumerable<TensorCheck> Rows => rows.Values.Concat(trajectories);

    /// <summary>The checks to run, in this order.</summary>
    public IEnumerable<Action> Steps
    {
        get
        {
            if (options.Float64) yield return AgainstAutograd;
            if (options.Float64) yield return AgainstDifferences;
            if (options.Float32) yield return InFloat32;
            if (options.Float64 && @case.Small) yield return () => trajectories.AddRange(Trajectory.Run(@case.Variant, () => Make(batch, ScalarType.Float64)));
        }
    }

    /// <summary>float64: hand against autograd on the batch as it is.</summary>
    private void AgainstAutograd()
    {
        using var scope = NewDisposeScope();
        using var subject = Make(batch, ScalarType.Float64);
        using var hand = ByHand(subject);
        using var own = Autograd(subject);
        var module = new ModuleGradients(subject);
        Compare(subject, hand, own, module);
    }

    /// <summary>float32: the hand-written error against float64 is at most 4 × autograd's own, plus 1e-6.</summary>
    private void InFloat32()
    {
        using var scope = NewDisposeScope();
        using var wide = Make(batch, ScalarType.Float64);
        using var judge = Autograd(wide);
        using var subject = Make(batch, ScalarType.Float32);
        using var hand = ByHand(subject);
        using var own = Autograd(subject);
        foreach (var (path, expected) in judge.All)
        {
            if (Row(path, expected, ScalarType.Float32) is not { } row) continue;
            var largest = judge.LargestOfLayer(path);
            var (error, index, value, reference) = Comparison.CompareTo(hand.All[path], expected, largest);
            var autograd = Comparison.CompareTo(own.All[path], expected, largest).Error;
            var bound = 4 * autograd + 1e-6;
            row.HandVsAutograd = Comparison.CompareTo(hand.All[path], own.All[path], largest).Error;
            row.Float32Errors = (error, autograd);
            if (!(error <= bound)) row.Fail(new(index, value, reference, ("by hand", "float64"), error, bound));
        }
    }

    /// <summary>float64: both against central differences at a generic point near the batch.</summary>
    private void AgainstDifferences()
    {
        using var scope = NewDisposeScope();
        using var subject = Make(batch.Generic(options.Seed), ScalarType.Float64);
        using var hand = ByHand(subject);
        using var autograd = Autograd(subject);
        Compare(subject, hand, autograd);
        using var generator = new Generator((ulong)options.Seed);
        using var one = tensor(1.0);
        var differences = new Differences(subject.Objective, subject.Inputs, [one], subject.State.ByHand);
        var moved = Moved(subject).ToList();
        var random = new Random((int)options.Seed);
        foreach (var (path, tensor) in moved)
        {
            if (Row(path, tensor, ScalarType.Float64) is not { } row) continue;
            var every = @case.Small && path.Tensor != "input";
            var entries = every ? Enumerable.Range(0, (int)tensor.numel()).Select(i => (long)i)
                : Enumerable.Range(0, (Entries - 1) / moved.Count + 1).Select(_ => random.NextInt64(tensor.numel()));
            var check = new DifferenceCheck(row, hand.All[path], autograd.All[path], autograd.LargestOfLayer(path), tensor, new());
            check.Run(differences, generator, entries);
        }
    }

    private void Compare(Subject subject, Gradients hand, Gradients own, ModuleGradients? module = null)
    {
        foreach (var (path, gradient) in hand.All)
            Compare(path, gradient, own.All[path], own.LargestOfLayer(path));
        if (module is null) return;
        foreach (var (path, weight) in Weights(subject))
            if (weight.Source is { } source)
                Compare(path, hand.All[path], module.Of(source), own.LargestOfLayer(path));
        for (var i = 0; i < module.Inputs.Length - 1; i++)
        {
            var path = new TensorPath("", TensorPath.Boundary("input", i));
            Compare(path, hand.All[path], module.Inputs[i], own.LargestOfLayer(path));
        }
        Compare(new("", "prediction"), subject.Objective.Prediction, module.Prediction, 0);
        Compare(new("loss", "value"), hand.Outputs[0], module.Loss, 0);
    }

    private void Compare(TensorPath path, Tensor? value, Tensor? reference, double layerLargest)
    {
        if (Row(path, value ?? reference, ScalarType.Float64) is not { } row) return;
        var (error, index, a, b) = Comparison.Compare(value, reference, layerLargest);
        row.HandVsAutograd = Math.Max(row.HandVsAutograd ?? 0, error);
        if (!(error <= Comparison.Float64Bound)) row.Fail(new(index, a, b, ("by hand", "autograd"), error, Comparison.Float64Bound));
    }

    /// <summary>The row of a tensor; null where there is no gradient at all.</summary>
    private TensorCheck? Row(TensorPath path, Tensor? tensor, ScalarType type)
    {
        if (tensor is null) return null;
        if (!rows.TryGetValue((path, type), out var row))
            rows[(path, type)] = row = new(path.Layer, path.Tensor, tensor.shape, type) { Variant = @case.Variant };
        return row;
    }

    /// <summary>What central differences move: every weight, and the inputs that are floating point.</summary>
    private static IEnumerable<(TensorPath Path, Tensor Tensor)> Moved(Subject subject) =>
        Weights(subject).Select(named => (named.Path, named.Weight.Value)).Concat(
            subject.Inputs[..^1].Select((x, i) => (new TensorPath("", TensorPath.Boundary("input", i)), Tensor: x!))
                .Where(input => input.Tensor is not null && input.Tensor.is_floating_point()));

    private static IEnumerable<(TensorPath Path, Weight Weight)> Weights(Subject subject) =>
        subject.Objective.NamedLayers()
            .SelectMany(named => named.Layer.Weights, (named, own) => (new TensorPath(named.Path, own.Name), own.Weight))
            .DistinctBy(named => named.Weight);

    private Subject Make(CheckBatch from, ScalarType type)
    {
        var subject = new Subject(@case, from, type, options.Seed);
        options.Prepare?.Invoke(subject.Objective);
        return subject;
    }

    private static Gradients ByHand(Subject subject)
    {
        subject.State.ByHand.Restore();
        using var one = tensor(1.0);
        return Gradients.ByHand(subject.Objective, subject.Inputs, [one]);
    }

    private static Gradients Autograd(Subject subject)
    {
        subject.State.ByHand.Restore();
        using var one = tensor(1.0);
        return Gradients.ByAutograd(subject.Objective, subject.Inputs, [one]);
    }
}
