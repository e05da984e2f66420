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
        Assert.That((atWork, breathed, finalised.Value), Is.EqualTo((0, 1, 2)));
    }

    [Test]
    public void A_thread_that_is_not_at_work_may_breathe() => Assert.That(FinalizerPause.Breathe, Throws.Nothing);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(StrongBox<int> finalised) => _ = new Garbage(finalised);

    private sealed class Garbage(StrongBox<int> finalised)
    {
        ~Garbage() => Interlocked.Increment(ref finalised.Value);
    }
}
