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

/// <summary>What one layer of a tree received and gave back in one backward, by hand and by autograd.</summary>
/// <param name="Path">The layer's path.</param>
/// <param name="Symptoms">What it saw, with dy by hand.</param>
/// <param name="Outputs">The gradients that came in.</param>
/// <param name="Results">The gradients that it gave: of its inputs and of its own weights.</param>
internal sealed record LayerFindings(string Path, Symptoms Symptoms, IReadOnlyList<GradientPair> Outputs, IReadOnlyList<GradientPair> Results)
{
    /// <summary>The layer.</summary>
    public GeneralLayer Layer => Symptoms.Layer;

    /// <summary>What the layers just below received, where it is wrong.</summary>
    public IReadOnlyList<GradientPair> HandedDown { get; init; } = [];

    /// <summary>The wrong gradients it gave: its results, or what it handed down where those are right.</summary>
    public IEnumerable<GradientPair> Wrong =>
        Results.Any(pair => pair.Wrong) ? Results.Where(pair => pair.Wrong) : HandedDown;

    /// <summary>True when what came in is right and what it gave is not; so it is for the layers above, too.</summary>
    public bool Guilty => Outputs.All(pair => !pair.Wrong) && Wrong.Any();

    /// <summary>Runs a tree by hand and by autograd and looks at every layer; the tensors are in the caller's scope.</summary>
    public static IReadOnlyList<LayerFindings> Of(GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients, LayerState state)
    {
        state.Restore();
        var byHand = ByHand(root, inputs, outputGradients);
        state.Restore();
        var autograd = Autograd(root, inputs, outputGradients);
        state.Restore();
        var findings = new List<LayerFindings>();
        foreach (var (path, layer) in root.NamedLayers())
        {
            if (!byHand.TryGetValue(layer, out var hand) || !autograd.TryGetValue(layer, out var auto)) continue;
            var largest = auto.Results.Values.Concat(auto.OutputGradients).Max(Comparison.Largest);
            // a backward that never reached the layer gave it no gradients
            var received = hand.OutputGradients.Length > 0 ? hand.OutputGradients : new Tensor?[hand.Outputs.Length];
            findings.Add(new(path, new(layer, hand.Inputs, hand.Outputs, received),
                [.. received.Zip(auto.OutputGradients, (a, b) => Pair("output", a, b, largest))],
                [.. hand.Results.Select(named => Pair(named.Key, named.Value, auto.Results.GetValueOrDefault(named.Key), largest))]));
        }
        return [.. findings.Select(finding => finding with { HandedDown = [.. Below(finding)] })];

        IEnumerable<GradientPair> Below(LayerFindings finding) =>
            from child in finding.Layer.Children
            from below in findings
            where below.Layer == child.Layer
            from pair in below.Outputs
            where pair.Wrong
            let name = child.Name.Length == 0 ? child.Layer.GetType().Name : child.Name
            select pair with { Tensor = $"{pair.Tensor} of {name}" };
    }

    private static GradientPair Pair(string tensor, Tensor? byHand, Tensor? reference, double largest) =>
        new(tensor, byHand, reference, Comparison.Relative(byHand, reference, largest));

    private sealed record Seen(Tensor?[] Inputs, Tensor?[] Outputs, Tensor?[] OutputGradients, Dictionary<string, Tensor?> Results);

    private static Dictionary<GeneralLayer, Seen> ByHand(GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients)
    {
        using var off = no_grad();
        using var recorder = new BoundaryRecorder(root);
        root.Forward(inputs);
        root.Backward(outputGradients);
        return recorder.Boundaries.ToDictionary(named => named.Key, named => new Seen(
            Array.ConvertAll(named.Value.Inputs, Copy), Array.ConvertAll(named.Value.Outputs, Copy),
            Array.ConvertAll(named.Value.OutputGradients, Copy),
            ResultsOf(named.Key, named.Value.InputGradients, recorder.GradientByHand)));
    }

    private static Dictionary<GeneralLayer, Seen> Autograd(GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients)
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
