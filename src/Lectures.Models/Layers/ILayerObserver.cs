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
}
