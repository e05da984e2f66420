using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>Lets leaves of autograd's graph stand for the weights of a tree, on the same memory, until
/// disposed.</summary>
internal sealed class Leaves : IDisposable
{
    private readonly List<IDisposable> substitutes = [];

    public Leaves(GeneralLayer root)
    {
        foreach (var (_, weight) in root.NamedWeights())
        {
            var leaf = Of(weight.Value)!.DetachFromDisposeScope();
            substitutes.Add(leaf);
            substitutes.Add(weight.Substitute(leaf));
        }
    }

    /// <summary>A leaf on the same memory; null stays null, and what cannot have a gradient stays as it is.</summary>
    public static Tensor? Of(Tensor? tensor)
    {
        var leaf = tensor?.detach();
        return leaf is not null && leaf.is_floating_point() ? leaf.requires_grad_(true) : leaf;
    }

    public void Dispose()
    {
        for (var i = substitutes.Count - 1; i >= 0; i--) substitutes[i].Dispose();
    }
}
