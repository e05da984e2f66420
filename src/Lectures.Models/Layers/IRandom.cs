using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>A layer that draws random numbers, from a generator of its own so that a forward can be repeated.</summary>
public interface IRandom
{
    /// <summary>The layer's own generator.</summary>
    Generator Generator { get; }
}
