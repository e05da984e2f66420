using System.Collections.Concurrent;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>A model of the lecture into one layer of which a mistake was planted.</summary>
internal sealed class Patient : IDisposable
{
    // The types of layers in each model, once it has been made.
    private static readonly ConcurrentDictionary<string, HashSet<Type>> layerTypes = new();

    private readonly Subject subject;

    private Patient(string model, Subject subject, Mistake mistake, string path)
    {
        (Model, Mistake, Path, this.subject) = (model, mistake, path, subject);
    }

    /// <summary>The model's name and variant.</summary>
    public string Model { get; }

    /// <summary>What was planted.</summary>
    public Mistake Mistake { get; }

    /// <summary>The path of the layer it was planted into.</summary>
    public string Path { get; }

    /// <summary>The first small model with a layer in which the mistake makes a difference; the seed decides weights, data
    /// and which of several such layers it is.</summary>
    /// <exception cref="InvalidOperationException">No model has such a layer.</exception>
    public static Patient With(Mistake mistake, CheckBatch batch, long seed)
    {
        // images as they are too: what differs at ties alone needs windows all alike
        foreach (var data in new[] { batch.Generic(seed), batch })
            foreach (var (model, @case) in VerifiedModel.All.SelectMany(
                model => model.Cases(data).Where(@case => @case.Small), ValueTuple.Create))
            {
                var name = $"{model.Name} ({@case.Variant})";
                if (layerTypes.TryGetValue(name, out var types) && !types.Contains(mistake.Layer)) continue;
                var subject = new Subject(@case, data, ScalarType.Float64, seed);
                Stir(subject.Objective, seed);
                layerTypes[name] = [.. subject.Objective.NamedLayers().Select(named => named.Layer.GetType())];
                var layers = subject.Objective.NamedLayers()
                    .Where(named => mistake.Layer.IsInstanceOfType(named.Layer)).ToList();
                var first = (int)(seed % Math.Max(1, layers.Count));
                foreach (var (path, layer) in layers[first..].Concat(layers[..first]))
                {
                    if (!Matters(mistake, layer, subject)) continue;
                    layer.Fault = new PlantedMistake(mistake);
                    return new(name, subject, mistake, path);
                }
                subject.Dispose();
            }
        throw new InvalidOperationException($"{mistake.Name}: expected a small model with a {mistake.Layer.Name} where it makes a difference, got none.");
    }

    /// <summary>Checks the model, without differences: the mistake is in the hand-written backward alone.</summary>
    public GradientReport Examine() =>
        GradientCheck.Run(subject.Objective, subject.Inputs, new() { Entries = 0, Directions = 0 });

    /// <summary>Releases the model.</summary>
    public void Dispose() => subject.Dispose();

    // A norm begins with weight 1 and bias 0, where a weight that is left out would make no difference.
    private static void Stir(GeneralLayer root, long seed)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach (var (_, weight) in root.NamedWeights())
            weight.Value.mul_(rand(weight.Value.shape, weight.Value.dtype, generator: generator) / 2 + 0.75);
    }

    // Does the wrong backward differ from the right one in this layer, on this data?
    private static bool Matters(Mistake mistake, GeneralLayer layer, Subject subject)
    {
        using var scope = NewDisposeScope();
        layer.Fault = new PlantedMistake(mistake);
        try
        {
            var findings = LayerFindings.Of(subject.Objective, subject.Inputs, [tensor(0.7)], subject.State.ByHand);
            return findings.Any(finding => finding.Layer == layer && finding.Guilty);
        }
        finally
        {
            layer.Fault = null;
        }
    }
}
