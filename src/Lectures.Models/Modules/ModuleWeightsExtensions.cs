using Lectures.Models.Layers;
using Lectures.Models.Networks;

namespace Lectures.Models.Modules;

/// <summary>Layers by hand on the weights of TorchSharp's modules.</summary>
internal static class ModuleWeightsExtensions
{
    /// <summary>The layer of a Linear.</summary>
    public static Affine Affine(this ModuleWeights weights, string name) =>
        new(weights[$"{name}.weight"], weights.Optional($"{name}.bias"));

    /// <summary>The layer of a LayerNorm.</summary>
    public static LayerNorm LayerNorm(this ModuleWeights weights, string name) =>
        new(weights[$"{name}.weight"], weights[$"{name}.bias"]);
}
