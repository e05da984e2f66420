using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>One gradient of a layer: as it was written by hand, and as autograd has it.</summary>
/// <param name="Tensor"><c>input</c>, <c>input[1]</c> …, or a weight's name.</param>
/// <param name="ByHand">The hand-written gradient, null for none.</param>
/// <param name="Reference">Autograd's, null for none.</param>
/// <param name="Error">The relative error.</param>
public sealed record GradientPair(string Tensor, Tensor? ByHand, Tensor? Reference, double Error)
{
    /// <summary>True when they do not agree.</summary>
    public bool Wrong => !(Error <= 1e-8);
}

/// <summary>What a layer saw and gave in the call before.</summary>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Results">Its hand-written gradients.</param>
internal sealed record Before(Tensor?[] Inputs, IReadOnlyDictionary<string, Tensor?> Results);

/// <summary>What one layer of a tree received and gave back in one backward, by hand and by autograd; where a wrong
/// gradient came in, autograd's results are those for just that one.</summary>
/// <param name="Path">The layer's path.</param>
/// <param name="Symptoms">What it saw, with dy by hand.</param>
/// <param name="Outputs">The gradients that came in.</param>
/// <param name="Results">The gradients that it gave: of its inputs and of its own weights.</param>
internal sealed record LayerFindings(
    string Path, Symptoms Symptoms, IReadOnlyList<GradientPair> Outputs, IReadOnlyList<GradientPair> Results)
{
    /// <summary>The layer.</summary>
    public GeneralLayer Layer => Symptoms.Layer;

    /// <summary>What the layers just below received, where it is wrong.</summary>
    public IReadOnlyList<GradientPair> HandedDown { get; init; } = [];

    /// <summary>The wrong gradients it gave: its results, or what it handed down where those are right.</summary>
    public IEnumerable<GradientPair> Wrong =>
        Results.Any(pair => pair.Wrong) ? Results.Where(pair => pair.Wrong) : HandedDown;

    /// <summary>What it saw and gave in the call before, on other inputs; null where that failed.</summary>
    public Before? Before { get; init; }

    /// <summary>Autograd's gradient of the first input of each child, by its name: the paths that ∂L/∂x may
    /// take.</summary>
    public IReadOnlyList<(string Child, Tensor? Gradient)> Paths { get; init; } = [];

    /// <summary>True when its results can be judged: its backward was called, on finite numbers.</summary>
    public bool Judged { get; init; }

    /// <summary>True when what came in is right.</summary>
    public bool IncomingIsRight => Outputs.All(pair => !pair.Wrong);

    /// <summary>True when what it gave is not what should be made of what came in.</summary>
    public bool Guilty => Judged && Wrong.Any();

    /// <summary>Runs a tree by hand and by autograd and looks at every layer; the tensors are in the caller's
    /// scope.</summary>
    public static IReadOnlyList<LayerFindings> Of(
        GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients, LayerState state)
    {
        var before = Rehearsal.Try(state, () => ByHand(root, Rehearsal.Other(inputs), outputGradients));
        state.Restore();
        var byHand = ByHand(root, inputs, outputGradients);
        state.Restore();
        var autograd = Autograd(root, inputs, outputGradients);
        state.Restore();
        var findings = new List<LayerFindings>();
        foreach (var (path, layer) in root.NamedLayers())
        {
            if (!byHand.TryGetValue(layer, out var hand) || !autograd.TryGetValue(layer, out var auto)) continue;
            var received = Received(hand, auto.OutputGradients);
            var incoming = received.Zip(auto.OutputGradients, (a, b) => Pair("output", a, b, Largest(auto))).ToList();
            var (from, paths) = (auto, autograd);
            if (hand.Called && incoming.Any(pair => pair.Wrong) && received.All(IsFinite))
            {
                // What comes in is wrong, by a mistake further up: judged by what should have been made of just that.
                state.Restore();
                paths = Autograd(layer, hand.Inputs, received);
                from = paths.GetValueOrDefault(layer, auto);
            }
            var largest = Largest(from);
            findings.Add(new(path, new(layer, hand.Inputs, hand.Outputs, received), incoming,
                [.. hand.Results.Select(named =>
                    Pair(named.Key, named.Value, from.Results.GetValueOrDefault(named.Key), largest))])
            {
                Before = before?.GetValueOrDefault(layer) is { } seen ? new(seen.Inputs, seen.Results) : null,
                HandedDown = hand.Called ? [.. Below(layer, paths, largest).Where(pair => pair.Wrong)] : [],
                Judged = received.Any(dy => dy is not null) && received.All(IsFinite),
                Paths = [.. layer.Children.Where(child => paths.ContainsKey(child.Layer))
                    .Select(child => (child.Name, paths[child.Layer].Results.GetValueOrDefault("input")))],
            });
        }
        return findings;

        IEnumerable<GradientPair> Below(GeneralLayer layer, Dictionary<GeneralLayer, Seen> paths, double largest) =>
            from child in layer.Children
            where byHand.ContainsKey(child.Layer) && paths.ContainsKey(child.Layer)
            let right = paths[child.Layer].OutputGradients
            from pair in Received(byHand[child.Layer], right).Zip(right, (a, b) => Pair("output", a, b, largest))
            let name = child.Name.Length == 0 ? child.Layer.GetType().Name : child.Name
            select pair with { Tensor = $"{pair.Tensor} of {name}" };
    }

    // A backward that never reached the layer gave it no gradients.
    private static Tensor?[] Received(Seen hand, Tensor?[] right) =>
        hand.Called ? hand.OutputGradients : new Tensor?[right.Length];

    private static double Largest(Seen seen) =>
        seen.Results.Values.Concat(seen.OutputGradients).Max(Comparison.Largest);

    private static bool IsFinite(Tensor? tensor) => tensor is null || tensor.isfinite().all().item<bool>();

    private static GradientPair Pair(string tensor, Tensor? byHand, Tensor? reference, double largest) =>
        new(tensor, byHand, reference, Comparison.Relative(byHand, reference, largest));

    private sealed record Seen(
        Tensor?[] Inputs, Tensor?[] Outputs, Tensor?[] OutputGradients, Dictionary<string, Tensor?> Results)
    {
        /// <summary>True when its backward was called.</summary>
        public bool Called => OutputGradients.Length > 0;
    }

    private static Dictionary<GeneralLayer, Seen> ByHand(GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients)
    {
        using var off = no_grad();
        using var recorder = new BoundaryRecorder(root);
        root.Forward(inputs);
        root.Backward(outputGradients);
        return recorder.Boundaries.ToDictionary(named => named.Key, named => new Seen(
            Array.ConvertAll(named.Value.Inputs, Copy), Array.ConvertAll(named.Value.Outputs, Copy),
            Array.ConvertAll(named.Value.OutputGradients, Copy),
            ResultsOf(named.Key, named.Value.InputGradients.Length > 0 ? named.Value.InputGradients
                : new Tensor?[named.Value.Inputs.Length],
                recorder.GradientByHand)));
    }

    private static Dictionary<GeneralLayer, Seen> Autograd(
        GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients)
    {
        using var on = enable_grad();
        using var recorder = new BoundaryRecorder(root);
        using var leaves = new Leaves(root);
        var loss = Gradients.Sum(root.Forward(Array.ConvertAll(inputs, Leaves.Of)), outputGradients);
        if (loss is { requires_grad: true }) loss.backward();
        return recorder.Boundaries.ToDictionary(named => named.Key, named => new Seen(
            [], [], Array.ConvertAll(named.Value.Outputs, y => Copy(y?.grad)),
            ResultsOf(named.Key, Array.ConvertAll(named.Value.Inputs, x => x?.grad), recorder.GradientByAutograd)));
    }

    private static Dictionary<string, Tensor?> ResultsOf(
        GeneralLayer layer, Tensor?[] inputs, Func<GeneralLayer, Weight, Tensor?> gradient) =>
        layer.Weights.Select(own => (own.Name, Gradient: Copy(gradient(layer, own.Weight))))
            .Concat(inputs.Select((dx, i) => (Name: TensorPath.Boundary("input", i), Gradient: Copy(dx))))
            .ToDictionary(named => named.Name, named => named.Gradient);

    private static Tensor? Copy(Tensor? tensor) => tensor?.detach().clone();
}
