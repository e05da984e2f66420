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

    /// <summary>The checks to run, in this order; each is given whom to tell the share done, in (0, 1).</summary>
    public IEnumerable<Action<Action<double>>> Steps
    {
        get
        {
            if (options.Float64) yield return _ => AgainstAutograd();
            if (options.Float64) yield return AgainstDifferences;
            if (options.Float32) yield return _ => InFloat32();
            if (options.Float64 && @case.Small) yield return _ => Learn();
        }
    }

    /// <summary>float64: hand against autograd on the batch as it is.</summary>
    private void AgainstAutograd()
    {
        using var scope = NewDisposeScope();
        using var subject = Make(batch, ScalarType.Float64);
        using var witnesses = new Witnesses(subject);
        HandAgainstAutograd(witnesses);
        RefuseWhatIsNotCovered(witnesses, ScalarType.Float64);
    }

    /// <summary>float32: the hand-written error against float64 is at most 4 × autograd's own, plus 1e-6.</summary>
    private void InFloat32()
    {
        using var scope = NewDisposeScope();
        using Subject wide = Make(batch, ScalarType.Float64), narrow = Make(batch, ScalarType.Float32);
        using Witnesses exact = new(wide), rounded = new(narrow);
        foreach (var (judge, (path, byHand, autograd, _)) in exact.Pairs().Zip(rounded.Pairs()))
            Row(path, byHand ?? judge.Autograd, ScalarType.Float32)?.InFloat32(
                byHand, autograd, judge.Autograd, Math.Max(Comparison.Largest(judge.Autograd), judge.LayerLargest));
        RefuseWhatIsNotCovered(rounded, ScalarType.Float32);
    }

    /// <summary>float64: both against central differences at a generic point near the batch.</summary>
    private void AgainstDifferences(Action<double> progress)
    {
        using var scope = NewDisposeScope();
        using var subject = Make(batch.Generic(options.Seed), ScalarType.Float64);
        using var witnesses = new Witnesses(subject);
        HandAgainstAutograd(witnesses);
        using var generator = new Generator((ulong)options.Seed);
        using var one = tensor(1.0);
        var differences = new Differences(subject.Objective, subject.Inputs, [one], subject.State.ByHand);
        var random = new Random((int)options.Seed);
        var weights = subject.Weights.Select(named => (named.Path, named.Weight.Value)).ToList();
        var inputs = subject.FloatingInputs.ToList();
        var (tensors, done) = (weights.Count + inputs.Count, 0);
        foreach (var (path, tensor) in weights)
            Run(path, tensor, @case.Small ? Every(tensor) : Some(tensor));
        foreach (var (path, tensor) in inputs)
            Run(path, tensor, Some(tensor));

        void Run(TensorPath path, Tensor tensor, IEnumerable<long> entries)
        {
            var (byHand, autograd) = (witnesses.ByHand.All[path], witnesses.Autograd.All[path]);
            var scale = Comparison.Scale(autograd, witnesses.Autograd.LargestOfLayer(path));
            new DifferenceCheck(Row(path, tensor, ScalarType.Float64)!, byHand, autograd, scale, tensor, new())
                .Run(differences, generator, entries);
            progress(++done / (tensors + 1.0));
        }

        IEnumerable<long> Every(Tensor tensor) => Enumerable.Range(0, (int)tensor.numel()).Select(i => (long)i);
        IEnumerable<long> Some(Tensor tensor) =>
            Enumerable.Range(0, (Entries - 1) / tensors + 1).Select(_ => random.NextInt64(tensor.numel()));
    }

    private void Learn() =>
        trajectories.AddRange(Trajectory.Run(@case.Variant, () => Make(batch, ScalarType.Float64)));

    private void HandAgainstAutograd(Witnesses witnesses)
    {
        foreach (var (path, byHand, autograd, layerLargest) in witnesses.Pairs())
            Row(path, byHand ?? autograd, ScalarType.Float64)?.AgainstAutograd(
                byHand, autograd, Comparison.Scale(autograd, layerLargest));
    }

    private void RefuseWhatIsNotCovered(Witnesses witnesses, ScalarType type)
    {
        foreach (var (name, parameter) in witnesses.WithoutWeight())
            Row(new("", name), parameter, type)!.NotVerified = "the network by hand has no weight for all of it";
    }

    /// <summary>The row of a tensor; null where there is no gradient at all.</summary>
    private TensorCheck? Row(TensorPath path, Tensor? tensor, ScalarType type)
    {
        if (tensor is null) return null;
        if (!rows.TryGetValue((path, type), out var row))
            rows[(path, type)] = row = new(path.Layer, path.Tensor, tensor.shape, type) { Variant = @case.Variant };
        return row;
    }

    private Subject Make(CheckBatch from, ScalarType type)
    {
        var subject = new Subject(@case, from, type, options.Seed);
        options.Prepare?.Invoke(subject.Objective);
        return subject;
    }
}
