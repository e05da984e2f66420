using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lectures.Models.Native;

/// <summary>Several threads of one process at work on tensors: while they compute, no finalizer runs.</summary>
/// <remarks>
/// In x * 0.5 TorchSharp makes a Scalar and hands libtorch its address, and from then on the object is garbage. When
/// another thread's allocation has the garbage collector run before libtorch has read it, its finalizer frees it: libtorch
/// then reads what is no number ("Expected false to be true", "Unknown scalar type"), or a wrong one. One thread alone
/// does not allocate while it is in libtorch. Finalizers run now and then when all threads are at <see cref="Breathe"/>.
/// </remarks>
internal static class FinalizerPause
{
    private static readonly TimeSpan between = TimeSpan.FromMilliseconds(300), patience = TimeSpan.FromMilliseconds(50);
    private static readonly ReaderWriterLockSlim working = new();        // read by a thread at work
    private static readonly Lock gate = new();
    private static int threads;
    private static long last;
    private static ManualResetEventSlim over = new();

    /// <summary>Does a thread's share of the work.</summary>
    public static void Work(Action work)
    {
        Enter();
        try
        {
            work();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>This thread begins to work.</summary>
    public static void Enter()
    {
        lock (gate)
            if (threads++ == 0) Begin();
        working.EnterReadLock();
    }

    /// <summary>This thread, which has entered, is done.</summary>
    public static void Leave()
    {
        working.ExitReadLock();
        lock (gate)
            if (--threads == 0) over.Set();
    }

    /// <summary>To be called by a thread at work, often, where it is between two operations.</summary>
    public static void Breathe()
    {
        if (!working.IsReadLockHeld) return;
        working.ExitReadLock();
        if (Stopwatch.GetElapsedTime(last) > between && working.TryEnterWriteLock(patience))
        {
            over.Set();
            GC.WaitForPendingFinalizers();
            Begin();
            working.ExitWriteLock();
        }
        working.EnterReadLock();
    }

    private static void Begin()
    {
        var blocked = new ManualResetEventSlim();
        Drop(blocked, over = new());
        GC.Collect(0);
        blocked.Wait();
        last = Stopwatch.GetTimestamp();
    }

    // In a frame of its own, so that nothing refers to it any more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(ManualResetEventSlim blocked, ManualResetEventSlim over) => _ = new Blocker(blocked, over);

    private sealed class Blocker(ManualResetEventSlim blocked, ManualResetEventSlim over)
    {
        ~Blocker()
        {
            blocked.Set();
            over.Wait();
        }
    }
}
