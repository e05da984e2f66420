using Lectures.Models.Native;

namespace Lectures.Models.Tests.Native;

public class TorchThreadsTests
{
    [Test]
    public void Every_share_is_done_once([Values(1, 2, 7, 100)] int shares)
    {
        var times = new int[shares];
        TorchThreads.Run(shares, share => Interlocked.Increment(ref times[share]));
        Assert.That(times, Is.All.EqualTo(1));
    }

    [Test, Platform("Linux")]
    public void Shares_are_done_at_once_by_threads_that_are_not_NETs()
    {
        using var both = new Barrier(2);
        TorchThreads.Run(2, _ =>
        {
            Assert.That(both.SignalAndWait(TimeSpan.FromSeconds(20)));
            Assert.That(Thread.CurrentThread.IsThreadPoolThread, Is.False);
        });
    }

    [Test]
    public void A_share_may_make_garbage_and_be_shared_out_again()
    {
        var sum = 0L;
        TorchThreads.Run(4, share => TorchThreads.Run(3, inner =>
        {
            for (var i = 0; i < 2_000; i++) Interlocked.Add(ref sum, new byte[1_000].Length);
            GC.Collect(0);
        }));
        Assert.That(sum, Is.EqualTo(4 * 3 * 2_000 * 1_000L));
    }

    [Test]
    public void What_a_share_throws_arrives_after_all_are_done()
    {
        var done = 0;
        var error = Assert.Throws<AggregateException>(() => TorchThreads.Run(3, share =>
        {
            if (share == 2) throw new ArithmeticException("two");
            Interlocked.Increment(ref done);
        }))!;
        Assert.That(error.InnerExceptions.Single(), Is.TypeOf<ArithmeticException>());
        Assert.That(done, Is.EqualTo(2));
    }
}
