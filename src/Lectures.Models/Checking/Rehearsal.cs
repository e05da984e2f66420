using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>A call on other inputs just before the one that is looked at, so that a layer with a memory (values kept
/// from the last forward, a gradient added to the last one) shows it.</summary>
internal static class Rehearsal
{
    /// <summary>Other numbers of the same kind: the patterns in reverse order, and a little less of each.</summary>
    public static Tensor?[] Other(Tensor?[] inputs) => Array.ConvertAll(inputs, x =>
        x is null || x.dim() == 0 ? x : x.is_floating_point() ? x.flip(0) * 0.75 : x.flip(0));

    /// <summary>One forward and backward on other inputs.</summary>
    public static void Run(GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients, LayerState state) =>
        Try(state, () =>
        {
            root.Forward(Other(inputs));
            return root.Backward(outputGradients);
        });

    /// <summary>What a call on other inputs gives; null where the tree does not take them: it may demand more of its
    /// inputs than we know.</summary>
    public static T? Try<T>(LayerState state, Func<T> call)
        where T : class
    {
        state.Restore();
        try
        {
            return call();
        }
        catch (Exception)
        {
            return null;    // what is wrong in earnest, the call that follows shows
        }
    }
}
