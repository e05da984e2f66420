using Lectures.Models.Layers;

namespace Lectures.Models.Networks;

/// <summary>A model that exists twice: as a TorchSharp module and with backpropagation written by hand.</summary>
public interface IHandWritten
{
    /// <summary>The same network by hand, on the module's own weights: an update of one is an update of both.</summary>
    /// <returns>The network without its loss, learning or in recognition as the module is now; the caller disposes it,
    /// which leaves the module's weights alone.</returns>
    GeneralLayer ByHand();
}
