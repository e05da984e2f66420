using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>A fault planted into a layer: it sees, and may change, the outputs, and stands before the layer's backward.</summary>
internal interface IFault
{
    /// <summary>Forward has computed the outputs; the array may be changed.</summary>
    void OnForward(GeneralLayer layer, Tensor?[] inputs, Tensor?[] outputs)
    {
    }

    /// <summary>Takes the place of the layer's backward, which it may call.</summary>
    Tensor?[] Backward(GeneralLayer layer, Tensor?[] outputGradients, Func<Tensor?[], Tensor?[]> right) => right(outputGradients);
}
