using static TorchSharp.torch;

namespace Lectures.Models.Tests.Kernels;

/// <summary>Tests that set how many threads share the work, which is the process's: they run alone, and set it back.</summary>
[NonParallelizable]
public abstract class KernelTests
{
    private int threads;

    [SetUp]
    public void Begin()
    {
        manual_seed(1);
        threads = get_num_threads();
    }

    [TearDown]
    public void Restore() => set_num_threads(threads);

    /// <summary>The largest difference is at most so much of the largest number.</summary>
    protected static void Agree(Tensor ours, Tensor theirs, double tolerance)
    {
        Assert.That(ours.shape, Is.EqualTo(theirs.shape));
        var difference = ((ours - theirs).abs().max() / theirs.abs().max()).to(ScalarType.Float64).item<double>();
        Assert.That(difference, Is.LessThan(tolerance));
    }
}
