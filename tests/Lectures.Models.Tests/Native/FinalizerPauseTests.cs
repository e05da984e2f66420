using System.Runtime.CompilerServices;
using Lectures.Models.Native;

namespace Lectures.Models.Tests.Native;

[NonParallelizable]
public class FinalizerPauseTests
{
    [Test, CancelAfter(60_000)]
    public void Garbage_is_finalised_only_where_all_threads_breathe_and_after_the_work(CancellationToken limit)
    {
        using Barrier together = new(2);
        int atWork = -1, breathed = 0;
        var finalised = new StrongBox<int>();
        FinalizerPause.Leave();         // that of all tests
        void Share(bool first) => FinalizerPause.Work(() =>
        {
            together.SignalAndWait(limit);
            if (first)
            {
                Drop(finalised);
                GC.Collect();
                Thread.Sleep(200);
                atWork = Volatile.Read(ref finalised.Value);
            }
            together.SignalAndWait(limit);
            while (Volatile.Read(ref finalised.Value) == 0 && !limit.IsCancellationRequested) FinalizerPause.Breathe();
            breathed = finalised.Value;
            together.SignalAndWait(limit);
            if (first) Drop(finalised);
        });
        var other = new Thread(() => Share(false));
        other.Start();
        Share(true);
        other.Join();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        FinalizerPause.Enter();
        Assert.That((atWork, breathed, finalised.Value), Is.EqualTo((0, 1, 2)));
    }

    [Test]
    public void While_a_test_runs_no_finalizer_does()
    {
        var finalised = new StrongBox<int>();
        Drop(finalised);
        GC.Collect();
        Thread.Sleep(100);
        Assert.That(Volatile.Read(ref finalised.Value), Is.Zero);
    }

    [Test]
    public void A_thread_that_is_not_at_work_may_breathe()
    {
        var other = Task.Factory.StartNew(FinalizerPause.Breathe, TaskCreationOptions.LongRunning);
        Assert.That(other.Wait, Throws.Nothing);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(StrongBox<int> finalised) => _ = new Garbage(finalised);

    private sealed class Garbage(StrongBox<int> finalised)
    {
        ~Garbage() => Interlocked.Increment(ref finalised.Value);
    }
}
