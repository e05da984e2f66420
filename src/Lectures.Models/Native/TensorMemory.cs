using System.Runtime.InteropServices;

namespace Lectures.Models.Native;

/// <summary>Where the C library takes the memory of tensors from, and what becomes of it when they are gone.</summary>
/// <remarks>
/// <para>glibc hands large blocks back to the system at once, and every new tensor then costs a page fault for each
/// 4 KiB: half of a convolutional network's step. Blocks up to 16 MiB are kept for the next tensor instead. Larger ones
/// are not: kept among others they leave holes that none of the next step fits, and a network may grow from step to
/// step.</para>
/// <para>libtorch lays tensors of 2 MiB and more on huge pages if asked to, and a fault then brings 2 MiB: with its large
/// workspaces an LSTM's step has 50 faults instead of 6,000, and takes 24 ms instead of 40.</para>
/// </remarks>
public static class TensorMemory
{
    private const int TrimThreshold = -1, MmapThreshold = -3;        // M_TRIM_THRESHOLD, M_MMAP_THRESHOLD in malloc.h
    private const int LargestKept = 16 << 20, MostFree = 64 << 20;
    private const string HugePages = "THP_MEM_ALLOC_ENABLE";         // libtorch reads it at its first tensor

    private static readonly Lazy<bool> kept = new(() =>
    {
        try
        {
            return NativeEnvironment.SetDefault(HugePages, "1")
                && (SetOption(MmapThreshold, LargestKept) != 0) & (SetOption(TrimThreshold, MostFree) != 0);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;                                            // no glibc
        }
    });

    /// <summary>Has freed memory kept from now on, in the whole process, and tensors lie on huge pages where none was made
    /// yet; a variable THP_MEM_ALLOC_ENABLE of the user's own is respected.</summary>
    /// <returns>Whether it is; not on other systems or C libraries.</returns>
    public static bool Keep() => kept.Value;

    [DllImport("libc.so.6", EntryPoint = "mallopt")]
    private static extern int SetOption(int option, int value);
}
