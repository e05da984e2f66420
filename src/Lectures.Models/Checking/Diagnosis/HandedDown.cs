using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>Watches what a backward hands to the layers below.</summary>
internal sealed class HandedDown(WrongGradients gradients) : ILayerObserver
{
    /// <summary>Runs a layer's whole backward on what it saw; every layer has the state of its last forward.</summary>
    /// <returns>The gradients that it returns and hands down; null where it makes no difference.</returns>
    public static WrongGradients? Watch(Symptoms symptoms, Func<Symptoms, Tensor?[]?> backward)
    {
        using var scope = NewDisposeScope();
        var gradients = new WrongGradients();
        var below = symptoms.Layer.NamedLayers().Skip(1).Select(named => (named.Layer, named.Layer.Observer)).ToList();
        foreach (var (layer, _) in below) layer.Observer = new HandedDown(gradients);
        try
        {
            if (backward(symptoms) is not { } inputs) return null;
            for (var i = 0; i < inputs.Length; i++) gradients.And(TensorPath.Boundary("input", i), inputs[i]);
            scope.Attach(gradients.HandedDown.Values.SelectMany(handed => handed).OfType<Tensor>());
            scope.MoveToOuter(gradients.HandedDown.Values.Append(inputs).SelectMany(handed => handed).OfType<Tensor>());
            return gradients;
        }
        finally
        {
            foreach (var (layer, observer) in below) layer.Observer = observer;
        }
    }

    public void OnForward(GeneralLayer layer, Tensor?[] inputs, Tensor?[] outputs)
    {
    }

    public void OnBackward(GeneralLayer layer, Tensor?[] outputGradients, Tensor?[] inputGradients) =>
        gradients.HandedDown[layer] = Array.ConvertAll(outputGradients, dy => dy?.alias().DetachFromDisposeScope());
}
