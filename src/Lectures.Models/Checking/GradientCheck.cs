using Lectures.Models.Checking.Diagnosis;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>Checks first derivatives: hand-written ones against autograd and central differences, saying where and why
/// they are wrong; autograd's own (of a module, of a function) against central differences.</summary>
/// <remarks>
/// Everything is float64: in float32 a step of 1e-6 drowns in rounding. What cannot be checked is refused in one line:
/// other types, a forward that is not deterministic, a tensor that overlaps itself.
/// </remarks>
public static class GradientCheck
{
    // Above the bound for autograd, this is still rounding.
    private const double Rounding = 1e-8;

    /// <summary>Checks a layer or a tree of layers written by hand.</summary>
    /// <param name="layer">The layer; its weights are float64.</param>
    /// <param name="inputs">Its inputs; null for one not given. Floating-point ones are float64 and are checked
    /// too.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">It cannot be checked; the message says why and what to do.</exception>
    public static GradientReport Run(GeneralLayer layer, Tensor?[] inputs, GradientCheckOptions? options = null)
    {
        options ??= new();
        using var scope = NewDisposeScope();
        using var off = no_grad();
        Refusals.Check([.. Weights(layer).Select(named => ($"{named.Path}", named.Weight.Value)),
            .. Named(inputs).Select(named => ($"{named.Path}", named.Tensor))]);
        inputs = Array.ConvertAll(inputs, x => x?.clone());
        using var state = new LayerState(layer);
        Rehearsal.Try(state, () => layer.Forward(Rehearsal.Other(inputs)));    // a new layer's very first forward
        Refusals.CheckDeterministic(layer, inputs, state);
        using var generator = new Generator((ulong)options.Seed);
        state.Restore();
        var dy = Array.ConvertAll(layer.Forward(inputs), y => y is null || !y.is_floating_point() ? null
            : RandomLike(y, generator));
        var given = Array.ConvertAll(dy, g => g?.clone());
        Rehearsal.Run(layer, inputs, dy, state);
        state.Restore();
        using var hand = Gradients.ByHand(layer, inputs, dy);
        state.Restore();
        if (dy.Zip(given).Any(pair => pair.First is { } now && !now.equal(pair.Second!).all().item<bool>()))
            throw new ArgumentException($"{layer.GetType().Name}: its backward writes into the gradient that it is given, "
                + "which others may need; write into a clone(), or use mul and add for mul_ and add_.");
        using var autograd = Gradients.ByAutograd(layer, inputs, dy);

        double Scale(TensorPath path) => Comparison.Scale(autograd.All[path], autograd.LargestOfLayer(path));
        var rows = new Dictionary<TensorPath, TensorCheck>();
        foreach (var (path, gradient) in hand.All)
            if ((gradient ?? autograd.All[path]) is { } tensor)
                rows[path] = AgainstAutograd(new(path.Layer, path.Tensor, tensor.shape, tensor.dtype), gradient,
                    autograd.All[path], Scale(path), options);
        var differences = new Differences(layer, inputs, dy, state);
        foreach (var (path, tensor) in Weights(layer).Select(named => (named.Path, named.Weight.Value))
            .Concat(Named(inputs).Where(named => named.Tensor.is_floating_point())))
            if (rows.TryGetValue(path, out var row))
                new DifferenceCheck(row, hand.All[path], autograd.All[path],
                    Math.Max(Scale(path), Comparison.Largest(hand.All[path])), tensor, options)
                    .Run(differences, generator, Entries(tensor, options));
        state.Restore();
        var lost = rows.Values.Where(row => row.IsLostToAutograd).ToList();
        if (lost.Count > 0) LeaveToDifferences(rows, lost);
        var findings = rows.Select(named => Finding(named.Value, hand.All[named.Key], autograd.All[named.Key], options))
            .ToList();
        return new(layer.GetType().Name, findings,
            lost.Count == 0 && findings.Any(finding => finding.Verdict == Verdict.Wrong)
                ? Doctor.Diagnose(layer, inputs, dy, state) : []);      // the doctor goes by autograd
    }

    /// <summary>Checks autograd's gradients of a TorchSharp module (and of what it is made of, custom functions
    /// included).</summary>
    /// <remarks>Buffers and gradients that were there are there again afterwards; what is frozen is not
    /// checked.</remarks>
    /// <param name="module">The module, in float64.</param>
    /// <param name="input">Its input, float64; not changed.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">It cannot be checked; the message says why and what to do.</exception>
    public static GradientReport Run(
        nn.Module<Tensor, Tensor> module, Tensor input, GradientCheckOptions? options = null)
    {
        using var scope = NewDisposeScope();
        Refusals.Check([("input", input)], needed: false);
        using var state = new LayerState(module);
        var x = input.detach().clone();
        var parameters = module.named_parameters().Where(own => own.parameter.requires_grad).ToList();
        var before = parameters.Select(own => own.parameter.grad?.clone()).ToList();
        try
        {
            return OfFunction(module.GetType().Name,
                [.. parameters.Select(own => (own.name, (Tensor)own.parameter)), ("input", x)], () =>
            {
                state.Restore();
                return module.call(x);
            }, options ?? new(), Refusals.Dropouts(module));
        }
        finally
        {
            state.Restore();
            foreach (var ((_, parameter), gradient) in parameters.Zip(before))
                parameter.grad = gradient?.DetachFromDisposeScope();
        }
    }

    /// <summary>Checks autograd's gradients of a function of tensors.</summary>
    /// <param name="function">The function; made of operations that autograd can follow.</param>
    /// <param name="inputs">Its arguments, float64; not changed.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">It cannot be checked; the message says why and what to do.</exception>
    public static GradientReport Run(
        Func<Tensor[], Tensor> function, Tensor[] inputs, GradientCheckOptions? options = null)
    {
        using var scope = NewDisposeScope();
        Refusals.Check([.. Named(inputs).Select(named => ($"{named.Path}", named.Tensor))]);
        var own = Array.ConvertAll(inputs, x => x.detach().clone());
        return OfFunction("function", [.. Named(own).Select(named => ($"{named.Path}", named.Tensor))],
            () => function(own), options ?? new(), "draw random numbers before it");
    }

    private static GradientReport OfFunction(
        string name, IReadOnlyList<(string Name, Tensor Tensor)> tensors, Func<Tensor> forward,
        GradientCheckOptions options, string remedy)
    {
        Refusals.Check([.. tensors]);
        using var generator = new Generator((ulong)options.Seed);
        var moved = tensors.Where(named => named.Tensor.is_floating_point()).ToList();
        foreach (var (_, tensor) in moved) tensor.requires_grad_(true).grad = null;
        Tensor dy;
        using (no_grad())
        {
            var y = forward();
            if (y.is_floating_point() && !y.isfinite().all().item<bool>())
                throw new ArgumentException(
                    $"{name}: expected a finite output, got NaN or infinity; choose other inputs.");
            if (!y.Equals(forward()))
                throw new ArgumentException(
                    $"{name}: its forward is not deterministic, two calls gave different outputs; {remedy}.");
        }
        using (enable_grad())
        {
            var y = forward();
            if (!y.is_floating_point() || !y.requires_grad)
                throw new ArgumentException(
                    $"{name}: autograd does not follow it, its output does not depend on a tensor that is checked.");
            dy = RandomLike(y.detach(), generator);
            (y * dy).sum().backward();
        }
        var gradients = moved.Select(named => named.Tensor.grad?.clone()).ToList();
        foreach (var (_, tensor) in moved) tensor.grad = null;
        using var off = no_grad();
        var differences = new Differences(() => ((forward() * dy).sum().item<double>(), []));
        var largest = gradients.Max(Comparison.Largest);
        var findings = new List<GradientFinding>();
        foreach (var ((path, tensor), gradient) in moved.Zip(gradients))
        {
            var row = new TensorCheck("", path, tensor.shape, tensor.dtype);
            new DifferenceCheck(row, gradient, gradient, largest, tensor, options)
                .Run(differences, generator, Entries(tensor, options));
            findings.Add(Finding(row, gradient, gradient, options));
        }
        return new(name, findings, []);
    }

    private static TensorCheck AgainstAutograd(
        TensorCheck row, Tensor? value, Tensor? reference, double scale, GradientCheckOptions options)
    {
        var (error, index, a, b) = Comparison.Compare(value, reference, scale);
        row.HandVsAutograd = error;
        if (!(error <= Math.Max(Rounding, options.AutogradRtol)))
            row.Fail(new(index, a, b, ("by hand", "autograd"), error, options.AutogradRtol));
        return row;
    }

    // What autograd knows nothing of, differences decide alone; at boundaries within the tree there are none.
    private static void LeaveToDifferences(Dictionary<TensorPath, TensorCheck> rows, List<TensorCheck> lost)
    {
        foreach (var row in lost)
            (row.Mismatch, row.HandVsAutograd) = (null, null);
        foreach (var (path, row) in rows)
            if (row is { Mismatch: not null, Sampled: 0 }) rows.Remove(path);
    }

    private static GradientFinding Finding(
        TensorCheck row, Tensor? value, Tensor? reference, GradientCheckOptions options)
    {
        var verdict = row.Mismatch is not null ? Verdict.Wrong
            : row.NotVerified is not null ? Verdict.Kink
            : row.HandVsAutograd > options.AutogradRtol ? Verdict.Rounding : Verdict.Agrees;
        var (cosine, ratio) = Fit(value, reference);
        var path = $"{new TensorPath(row.Layer, row.Tensor)}";
        return (row.Mismatch is { } worst
            ? new GradientFinding(path, row.Shape, verdict, worst.What.Reference, worst.Error, worst.Index,
                worst.Value, worst.Reference, cosine, ratio)
            : new(path, row.Shape, verdict, row.HandVsAutograd is null ? "differences" : "autograd",
                row.HandVsAutograd ?? row.HandVsDifferences ?? 0, null, 0, 0, cosine, ratio))
            with
        {
            Reason = row.NotVerified
                ?? (row.IsLostToAutograd ? "by differences alone: autograd does not follow this forward" : null),
        };
    }

    /// <summary>The cosine between two gradients, and the factor by which the second comes nearest to the
    /// first.</summary>
    private static (double? Cosine, double? Ratio) Fit(Tensor? value, Tensor? reference)
    {
        if (value is null || reference is null || !value.shape.AsSpan().SequenceEqual(reference.shape))
            return (null, null);
        using var scope = NewDisposeScope();
        double product = (value * reference).sum().item<double>(), a = value.norm().item<double>(),
            b = reference.norm().item<double>();
        return (a * b == 0 ? null : product / (a * b), b == 0 ? null : product / (b * b));
    }

    private static IEnumerable<long> Entries(Tensor tensor, GradientCheckOptions options)
    {
        var count = tensor.numel();
        var random = new Random((int)options.Seed);
        return count <= options.Entries
            ? Enumerable.Range(0, (int)count).Select(i => (long)i)
            : Enumerable.Range(0, options.Entries).Select(_ => random.NextInt64(count));
    }

    private static Tensor RandomLike(Tensor tensor, Generator generator) =>
        randn(tensor.shape, tensor.dtype, tensor.device, generator: generator);

    private static IEnumerable<(TensorPath Path, Weight Weight)> Weights(GeneralLayer root) => root.NamedLayers()
        .SelectMany(named => named.Layer.Weights, (named, own) => (new TensorPath(named.Path, own.Name), own.Weight))
        .DistinctBy(named => named.Weight);

    private static IEnumerable<(TensorPath Path, Tensor Tensor)> Named(Tensor?[] inputs) => inputs
        .Select((x, i) => (Path: new TensorPath("", TensorPath.Boundary("input", i)), Tensor: x!))
            .Where(named => named.Tensor is not null);
}
