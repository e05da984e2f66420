using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lectures.Models.Native;
using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>The memory of tensors, for loops of our own.</summary>
internal static unsafe class Numbers
{
    private const int Block = 1 << 14;      // elements that are not worth a thread of their own

    /// <summary>Whether a tensor holds float or double in the machine's own memory.</summary>
    public static bool Are(Tensor x) =>
        x.dtype is ScalarType.Float32 or ScalarType.Float64 && x.device_type == TorchSharp.DeviceType.CPU;

    /// <summary>Whether a tensor holds such numbers, and its dimension of some size fills the processor's vectors.</summary>
    public static bool AreVectors(Tensor x, long size) => Are(x) && size % InVector(x) == 0;

    /// <summary>How many of a tensor's numbers, float or double, the processor takes at once.</summary>
    public static int InVector(Tensor x) => x.dtype == ScalarType.Float64 ? Vector<double>.Count : Vector<float>.Count;

    /// <summary>Where the numbers of a contiguous tensor begin; good for as long as the tensor is held.</summary>
    public static T* Of<T>(Tensor x) where T : unmanaged
    {
        // a span of bytes has 2 GiB at the most
        if (x.numel() > int.MaxValue / sizeof(T) && x.is_contiguous()) x = x.view(-1).narrow(0, 0, 1);
        return (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(x.bytes));
    }

    /// <summary>Among how many threads patterns are shared out: libtorch's number at the most.</summary>
    public static int Shares(long patterns) => (int)Math.Min(get_num_threads(), patterns);

    /// <summary>Shares patterns out, the same share for the same number.</summary>
    /// <param name="patterns">How many there are.</param>
    /// <param name="shares">Among how many threads.</param>
    /// <param name="work">Does a share: its number, its first pattern and the one after its last. It must not touch a
    /// tensor.</param>
    public static void Share(long patterns, int shares, Action<int, long, long> work)
    {
        if (shares == 1) work(0, 0, patterns);
        else TorchThreads.Run(shares, share => work(share, patterns * share / shares, patterns * (share + 1) / shares));
    }

    /// <summary>Shares the elements of a long row out likewise.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="work">Does some: the first and how many.</param>
    public static void ShareElements(long count, Action<long, long> work)
    {
        var blocks = (count + Block - 1) / Block;
        Share(blocks, Shares(blocks), (_, first, end) =>
            work(first * Block, Math.Min(end * Block, count) - first * Block));
    }

    /// <summary>a b + sum of each, float or double, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> sum) => typeof(T) == typeof(float)
        ? Vector.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), sum.As<T, float>()).As<float, T>()
        : Vector.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), sum.As<T, double>()).As<double, T>();

    /// <summary>eˣ of each, float or double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) => typeof(T) == typeof(float)
        ? Vector.Exp(x.As<T, float>()).As<float, T>() : Vector.Exp(x.As<T, double>()).As<double, T>();
}
