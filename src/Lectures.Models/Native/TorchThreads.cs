using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Lectures.Models.Native;

/// <summary>Work on libtorch's own threads, those of OpenMP.</summary>
/// <remarks>
/// <para>After an operation OpenMP's threads stay on their cores for a while, waiting for the next. .NET's threads would
/// stand in line behind them, and a network whose operations are now libtorch's, now ours, would have the good of one
/// core.</para>
/// <para>GNU's OpenMP has them wait for some milliseconds. Where another program wants a core each operation may then take as
/// long: a CNN's step 26 ms instead of 9. Waiting for the length of a small operation it is 14 ms; where no other program
/// runs, steps then take up to 4 % longer, an LSTM's up to 10 %.</para>
/// </remarks>
internal static unsafe class TorchThreads
{
    private const string WaitingTurns = "GOMP_SPINCOUNT", WaitPolicy = "OMP_WAIT_POLICY";
    private const string Few = "3000";                          // GNU's own are 300,000

    private static readonly Lazy<(nint Parallel, nint Number, nint Count)?> openMp = new(Find);

    /// <summary>Has threads wait for a short time only, unless the user says how long; to be called before libtorch is
    /// loaded.</summary>
    public static void WaitBriefly()
    {
        if (Environment.GetEnvironmentVariable(WaitPolicy) is null) NativeEnvironment.SetDefault(WaitingTurns, Few);
    }

    /// <summary>Does shares of a work side by side; by .NET's threads where OpenMP's cannot be had.</summary>
    /// <param name="shares">How many there are.</param>
    /// <param name="work">Does the share of a number, from 0.</param>
    public static void Run(int shares, Action<int> work)
    {
        if (openMp.Value is not var (parallel, _, _))
        {
            Parallel.For(0, shares, work);
            return;
        }
        var job = new Job(shares, work);
        var handle = GCHandle.Alloc(job);
        try
        {
            // void GOMP_parallel(void (*fn)(void *), void *data, unsigned num_threads, unsigned flags)
            ((delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, void>, nint, uint, uint, void>)parallel)(
                &Do, GCHandle.ToIntPtr(handle), (uint)shares, 0);
        }
        finally
        {
            handle.Free();
        }
        if (job.Errors.Count > 0) throw new AggregateException(job.Errors);
    }

    // On each thread of the team, which may be smaller than asked for.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Do(nint handle)
    {
        var job = (Job)GCHandle.FromIntPtr(handle).Target!;
        var (_, number, count) = openMp.Value!.Value;
        try
        {
            var team = ((delegate* unmanaged[Cdecl]<int>)count)();
            for (var share = ((delegate* unmanaged[Cdecl]<int>)number)(); share < job.Shares; share += team) job.Work(share);
        }
        catch (Exception error)
        {
            lock (job.Errors) job.Errors.Add(error);        // it must not leave
        }
    }

    // Among what libtorch has loaded.
    private static (nint, nint, nint)? Find() =>
        NativeLibrary.TryLoad("LibTorchSharp", typeof(torch).Assembly, null, out var library)
        && NativeLibrary.TryGetExport(library, "GOMP_parallel", out var parallel)
        && NativeLibrary.TryGetExport(library, "omp_get_thread_num", out var number)
        && NativeLibrary.TryGetExport(library, "omp_get_num_threads", out var count) ? (parallel, number, count) : null;

    private sealed record Job(int Shares, Action<int> Work)
    {
        public List<Exception> Errors { get; } = [];
    }
}
