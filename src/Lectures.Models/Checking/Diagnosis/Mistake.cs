using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>A mistake people make when they write a layer's backward: it can be planted, and it can be
/// recognised.</summary>
/// <param name="Name">Its name in the catalogue, e.g. <c>affine-weight-transposed</c>.</param>
/// <param name="Layer">The type of layer it is made in.</param>
/// <param name="Cause">The kind of mistake.</param>
/// <param name="Sentence">What is wrong, in a sentence with the equation it breaks.</param>
/// <param name="Backward">The wrong backward: the gradients that it gets wrong, or null where it makes no difference
/// here (a bias forgotten by a layer that has none).</param>
public sealed record Mistake(
    string Name, Type Layer, Cause Cause, string Sentence, Func<Symptoms, WrongGradients?> Backward)
{
    /// <summary>For a layer made of others: its whole backward, which calls theirs and returns the gradients of the
    /// inputs; null for a mistake in the results alone.</summary>
    internal Func<Symptoms, Tensor?[]?>? Whole { get; init; }

    /// <summary>The mistake of a layer type.</summary>
    public static Mistake In<T>(string name, Cause cause, string sentence, Func<T, Symptoms, WrongGradients?> backward)
        where T : GeneralLayer =>
        new(name, typeof(T), cause, sentence, symptoms => backward((T)symptoms.Layer, symptoms));

    /// <summary>The mistake of a type of layers made of others: what it hands to them can be wrong too.</summary>
    /// <param name="name">Its name in the catalogue.</param>
    /// <param name="cause">The kind of mistake.</param>
    /// <param name="sentence">What is wrong.</param>
    /// <param name="backward">The whole backward, which calls that of the layers below and returns the gradients of the
    /// inputs; null, before it calls any, where it makes no difference.</param>
    internal static Mistake InWhole<T>(
        string name, Cause cause, string sentence, Func<T, Symptoms, Tensor?[]?> backward)
        where T : GeneralLayer
    {
        Tensor?[]? Whole(Symptoms symptoms) => backward((T)symptoms.Layer, symptoms);
        return new(name, typeof(T), cause, sentence, symptoms => HandedDown.Watch(symptoms, Whole)) { Whole = Whole };
    }
}

/// <summary>Plants a mistake into a layer: its backward gives the wrong gradients from now on.</summary>
internal sealed class PlantedMistake(Mistake mistake) : IFault, IDisposable
{
    private Tensor?[] inputs = [], outputs = [];

    public void OnForward(GeneralLayer layer, Tensor?[] inputs, Tensor?[] outputs)
    {
        Dispose();
        (this.inputs, this.outputs) = (Array.ConvertAll(inputs, Own), Array.ConvertAll(outputs, Own));
    }

    public Tensor?[] Backward(GeneralLayer layer, Tensor?[] outputGradients, Func<Tensor?[], Tensor?[]> right)
    {
        if (mistake.Whole is { } whole)
            return whole(new(layer, inputs, outputs, outputGradients)) ?? right(outputGradients);
        var before = layer.Weights.ToDictionary(own => own.Name, own => own.Weight.Gradient?.clone());
        var gradients = right(outputGradients);
        var wrong = mistake.Backward(new(layer, inputs, outputs, outputGradients));
        if (wrong is null) return gradients;
        foreach (var (tensor, gradient) in wrong.Tensors)
        {
            var input = Enumerable.Range(0, gradients.Length)
                .FirstOrDefault(i => TensorPath.Boundary("input", i) == tensor, -1);
            if (input >= 0) gradients[input] = gradient;
            else Replace(Own(layer, tensor), before[tensor], gradient);
        }
        return gradients;
    }

    private static Weight Own(GeneralLayer layer, string name) =>
        layer.Weights.FirstOrDefault(own => own.Name == name).Weight
        ?? throw new KeyNotFoundException($"{name}: {layer.GetType().Name} has no such weight.");

    private static void Replace(Weight weight, Tensor? before, Tensor? gradient)
    {
        weight.ZeroGradient();
        if (before is not null) weight.Accumulate(before);
        if (gradient is not null) weight.Accumulate(gradient);
    }

    private static Tensor? Own(Tensor? tensor) => tensor?.detach().clone().DetachFromDisposeScope();

    /// <summary>Releases what it has seen.</summary>
    public void Dispose()
    {
        foreach (var tensor in inputs.Concat(outputs)) tensor?.Dispose();
    }
}
