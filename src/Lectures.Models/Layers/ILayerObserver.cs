using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Sees what crosses the boundaries of the layers it watches; a tensor it wants to keep it takes out of its
/// scope.</summary>
internal interface ILayerObserver
{
    /// <summary>A forward begins.</summary>
    void OnForwardBegins(GeneralLayer layer)
    {
    }

    /// <summary>A forward has ended. Inputs and outputs are aliases of their own, so autograd's gradient of each is
    /// what flows through this layer alone.</summary>
    void OnForward(GeneralLayer layer, Tensor?[] inputs, Tensor?[] outputs);

    /// <summary>A backward has ended.</summary>
    void OnBackward(GeneralLayer layer, Tensor?[] outputGradients, Tensor?[] inputGradients);

    /// <summary>A backward has thrown: the same error with the layer's name.</summary>
    LayerException Name(GeneralLayer layer, Exception error) => LayerException.Of(layer.GetType().Name, error);
}

/// <summary>An error in a layer's backward, by the layer's name.</summary>
internal sealed class LayerException(string message, Exception? inner = null) : ArgumentException(message, inner)
{
    /// <summary>The error in one line, behind the layer's name.</summary>
    public static LayerException Of(string layer, Exception error)
    {
        var what = error is ArgumentException ? "in its backward," : $"its backward threw {error.GetType().Name}:";
        return new($"{layer}: {what} {error.Message.Split('\n')[0]}", error);
    }
}
