namespace Lectures.Models.Native;

/// <summary>Around a step of learning: the objects that steps leave behind are collected between two of them, and
/// resident memory stays what it was after the first collection.</summary>
/// <remarks>.NET by itself lets garbage fill a cache of the processor first, and then collects in the middle of a step,
/// where a finalizer may come too early (see <see cref="FinalizerPause"/>).</remarks>
internal readonly ref struct StepGarbage : IDisposable
{
    private const long Enough = 2 << 20;
    private static readonly Lock gate = new();
    private static int steps;                       // under way, of all threads
    [ThreadStatic] private static long collected;   // of what this thread has allocated, bytes

    /// <summary>A step begins.</summary>
    public static StepGarbage Follow()
    {
        lock (gate) steps++;
        return default;
    }

    /// <summary>The step has ended. Collects if there is enough, and no other thread is within a step.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            if (--steps > 0 || allocated - collected < Enough) return;
            collected = allocated;
            GC.Collect(0);
        }
    }
}
