using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>The memory of tensors, for loops of our own.</summary>
internal static unsafe class Numbers
{
    private const int Block = 1 << 14;      // elements that are not worth a thread of their own

    /// <summary>Whether a tensor holds float or double in the machine's own memory.</summary>
    public static bool Are(Tensor x) =>
        x.dtype is ScalarType.Float32 or ScalarType.Float64 && x.device_type == TorchSharp.DeviceType.CPU;

    /// <summary>Where the numbers of a contiguous tensor begin; good for as long as the tensor lives.</summary>
    public static T* Of<T>(Tensor x) where T : unmanaged =>
        (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(x.bytes));

    /// <summary>Shares the elements of a long row out likewise.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="work">Does some: the first and how many.</param>
    public static void ShareElements(long count, Action<long, long> work) => Share(
        (count + Block - 1) / Block,
        (_, first, end) => work(first * Block, Math.Min(end * Block, count) - first * Block));

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

    /// <summary>eˣ of each, float or double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) => typeof(T) == typeof(float)
        ? Vector.Exp(x.As<T, float>()).As<float, T>() : Vector.Exp(x.As<T, double>()).As<double, T>();
}
