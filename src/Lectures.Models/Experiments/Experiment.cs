using Lectures.Models.Native;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>An experiment of the lecture as a record of its options: the same options and data give the same
/// result, to the last byte, with any number of threads.</summary>
public abstract record Experiment
{
    /// <summary>Decides initial weights, order, dropout and generated data; further seeds count on from it.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How many seeds are run where results differ from seed to seed, at least 1.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Does the experiment, with one thread.</summary>
    /// <param name="data">What images, speech and text it uses.</param>
    /// <param name="progress">Told the share done in (0, 1], often; may throw to stop.</param>
    /// <returns>Numbers, claims and figures.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or does not fit the data.</exception>
    public abstract ExperimentResult Run(ExperimentData data, Action<double> progress);

    /// <summary>Does the experiment on built-in data; the caller's number of threads is the same afterwards.</summary>
    /// <inheritdoc cref="Run(ExperimentData, Action{double})" path="/*[self::returns or self::exception]"/>
    public ExperimentResult Run()
    {
        LibTorch.EnsureLoaded();
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            return Run(ExperimentData.BuiltIn, _ => { });
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    /// <summary>The seeds.</summary>
    protected IEnumerable<long> AllSeeds => Enumerable.Range(0, Seeds).Select(k => Seed + k);
}
