using Lectures.Models.Layers;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>A layer of the library that computes just what a user's own layer computes, on the same weights: the
/// mistakes known of it may have been made in the user's.</summary>
/// <param name="Layer">The layer, or a small tree.</param>
/// <param name="Equation">What both compute.</param>
/// <param name="Weights">By the user's names: the same weight in the twin, and whether it stands there
/// transposed.</param>
internal sealed record Twin(
    GeneralLayer Layer, string Equation, IReadOnlyDictionary<string, (Weight Weight, bool Transposed)> Weights)
    : IDisposable
{
    /// <summary>The twins of a layer: recognised by trying the known equations on what it saw.</summary>
    public static IEnumerable<Twin> Of(LayerFindings finding)
    {
        foreach (var make in KnownEquations.For(finding.Symptoms))
        {
            if (make() is not { } twin) continue;
            if (Computes(twin, finding.Symptoms)) yield return twin;
            else twin.Dispose();
        }
    }

    /// <summary>What the user's gradients would be, were each mistake of the catalogue in turn made in the
    /// twin.</summary>
    public IEnumerable<(Mistake Mistake, WrongGradients Gradients)> Mistakes(LayerFindings finding)
    {
        foreach (var (_, layer) in Layer.NamedLayers())
            foreach (var mistake in Catalogue.All.Where(mistake => mistake.Layer.IsInstanceOfType(layer)))
                if (With(mistake, layer, finding.Symptoms) is { } wrong)
                    yield return (mistake, wrong);
    }

    private WrongGradients? With(Mistake mistake, GeneralLayer layer, Symptoms symptoms)
    {
        using var planted = new PlantedMistake(mistake);
        layer.Fault = planted;
        try
        {
            var outputs = Layer.Forward(symptoms.Inputs);
            var gradients = Layer.Backward(
                [.. outputs.Select((_, i) => symptoms.OutputGradients.ElementAtOrDefault(i))]);
            var result = new WrongGradients();
            for (var i = 0; i < gradients.Length; i++) result.And(TensorPath.Boundary("input", i), gradients[i]);
            foreach (var (name, (weight, transposed)) in Weights)
                result.And(name, transposed ? weight.Gradient?.t() : weight.Gradient?.clone());
            return result;
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException)
        {
            return null;    // the mistake cannot be made here
        }
        finally
        {
            layer.Fault = null;
        }
    }

    private static bool Computes(Twin twin, Symptoms symptoms)
    {
        try
        {
            return Comparison.Relative(twin.Layer.Forward(symptoms.Inputs)[0], symptoms.Y, 0) < 1e-10;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Releases the twin.</summary>
    public void Dispose() => Layer.Dispose();
}
