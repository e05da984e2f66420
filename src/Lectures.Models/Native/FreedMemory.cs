using System.Runtime.InteropServices;

namespace Lectures.Models.Native;

/// <summary>What the C library does with memory that was freed.</summary>
/// <remarks>
/// glibc hands large blocks back to the system at once, and every new tensor then costs a page fault for each 4 KiB: half
/// of a convolutional network's step. Blocks up to 64 MiB are kept for the next tensor instead; beyond that some networks
/// grew from step to step.
/// </remarks>
public static class FreedMemory
{
    private const int TrimThreshold = -1, MmapThreshold = -3;        // M_TRIM_THRESHOLD, M_MMAP_THRESHOLD in malloc.h
    private const int Most = 64 << 20;

    private static readonly Lazy<bool> kept = new(() =>
    {
        try
        {
            return OperatingSystem.IsLinux() && (SetOption(MmapThreshold, Most) != 0) & (SetOption(TrimThreshold, Most) != 0);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;                                            // no glibc
        }
    });

    /// <summary>Has freed memory kept from now on, in the whole process.</summary>
    /// <returns>Whether it is; not on other systems or C libraries.</returns>
    public static bool Keep() => kept.Value;

    [DllImport("libc.so.6", EntryPoint = "mallopt")]
    private static extern int SetOption(int option, int value);
}
