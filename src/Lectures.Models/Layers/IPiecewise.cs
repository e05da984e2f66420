using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>
/// A layer whose equation has kinks. A central difference that steps over one measures a mean of two slopes, so the
/// checker compares the pieces on both sides of a step.
/// </summary>
public interface IPiecewise
{
    /// <summary>Which piece each element of the last forward was on; the layer's own, do not dispose.</summary>
    Tensor Pieces { get; }
}
