using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>The memory of tensors, for loops of our own.</summary>
internal static unsafe class Numbers
{
    /// <summary>Whether a tensor holds float or double in the machine's own memory.</summary>
    public static bool Are(Tensor x) =>
        x.dtype is ScalarType.Float32 or ScalarType.Float64 && x.device_type == TorchSharp.DeviceType.CPU;

    /// <summary>Where the numbers of a contiguous tensor begin; good for as long as the tensor lives.</summary>
    public static T* Of<T>(Tensor x) where T : unmanaged =>
        (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(x.bytes));

    /// <summary>Shares patterns out among libtorch's number of threads, the same share for the same number.</summary>
    /// <param name="patterns">How many there are.</param>
    /// <param name="work">Does a share: its number, its first pattern and the one after its last. It must not touch a tensor.</param>
    /// <returns>The number of shares.</returns>
    public static int Share(long patterns, Action<int, long, long> work)
    {
        var shares = (int)Math.Min(get_num_threads(), patterns);
        if (shares == 1) work(0, 0, patterns);
        else Parallel.For(0, shares, share => work(share, patterns * share / shares, patterns * (share + 1) / shares));
        return shares;
    }
}
