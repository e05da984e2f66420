using Lectures.Models.Native;
using static TorchSharp.torch;

namespace Lectures.Models.Tests;

/// <summary>Counts live tensors where other tests may have left some to the garbage collector.</summary>
internal static class LiveTensors
{
    /// <summary>The count from which to compare Tensor.TotalCount: no finalizer lowers it meanwhile.</summary>
    public static long Settled()
    {
        FinalizerPause.Leave();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        FinalizerPause.Enter();
        return Tensor.TotalCount;
    }
}
