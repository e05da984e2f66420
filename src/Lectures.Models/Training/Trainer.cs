using System.Diagnostics;
using System.Globalization;
using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Native;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Training;

/// <summary>Trains a module round by round: a round is an epoch, or <see cref="StepsPerRound"/> steps where a run counts
/// steps.</summary>
/// <remarks>The order of the patterns, their augmentation and dropout follow from the seed and the number of the step
/// alone. So <see cref="State"/> and the module's weights after a round are all that a later run needs to end with the
/// same bytes as one that was never stopped.</remarks>
public sealed class Trainer : IDisposable
{
    /// <summary>Steps in a round where a run counts steps.</summary>
    public const int StepsPerRound = 250;

    private const int OrderStream = 0, VariationStream = 1, DropoutStream = 2;
    private const string BestPrefix = "best.", OptimizerPrefix = "optimizer.";
    private const string StepKey = "step", RoundsKey = "rounds", BestRoundKey = "best-round", BestLossKey = "best-loss";
    private static readonly TimeSpan betweenReports = TimeSpan.FromSeconds(0.2);

    private readonly ModelTask task;
    private readonly IPatterns train;
    private readonly IPatterns? validation;
    private readonly TrainingOptions options;
    private readonly Learner learner;
    private readonly double peakRate;
    private readonly Dictionary<string, Tensor> best;
    private readonly Generator random = new();
    private bool disposed;

    /// <summary>Sets up a module to be trained.</summary>
    /// <param name="task">How the module is called, and its loss.</param>
    /// <param name="module">The module with its initial weights, in its final type; it stays the caller's, as the
    /// patterns do.</param>
    /// <param name="train">What it learns from.</param>
    /// <param name="validation">What it is judged by after every round; null for nothing.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">An option is out of range, or asks for validation that is not
    /// there.</exception>
    public Trainer(
        ModelTask task, nn.Module module, IPatterns train, IPatterns? validation, TrainingOptions options)
    {
        options.ExpectValid(task.Loss, validation is not null);
        LibTorch.EnsureLoaded();
        (this.task, this.train, this.validation, this.options) = (task, train, validation, options);
        StepsPerEpoch = options.DropLast ? train.Count / options.Batch : (train.Count - 1) / options.Batch + 1;
        if (StepsPerEpoch == 0)
        {
            throw new ArgumentException(
                $"batch: expected at most {train.Count} (the patterns to learn from), got {options.Batch}.");
        }
        if (!options.DropLast && train.Count % options.Batch == 1
            && module.modules().Any(part => part is TorchSharp.Modules.BatchNorm1d))
        {
            throw new ArgumentException($"batch: {train.Count} patterns leave one over in batches of {options.Batch}, too few "
                + "for batch normalisation; choose another batch, or drop the last one.");
        }
        Module = module;
        learner = new(task, module, options.Optimizer, options.By, options.Clip);
        peakRate = learner.Optimizer.Rate;
        best = validation is null ? [] : StateDict.Copy(module);
    }

    /// <summary>What is trained.</summary>
    public nn.Module Module { get; }

    /// <summary>Steps taken so far.</summary>
    public long Step { get; private set; }

    /// <summary>Steps in all, unless learning stops earlier.</summary>
    public long Steps => options.Steps ?? options.Epochs * StepsPerEpoch;

    /// <summary>Steps in one pass over the patterns.</summary>
    public long StepsPerEpoch { get; }

    /// <summary>Rounds so far.</summary>
    public int Rounds { get; private set; }

    /// <summary>The round with the smallest validation loss and that loss; null before the first, or without
    /// validation.</summary>
    public (int Round, double Loss)? Best { get; private set; }

    /// <summary>The module's parameters and buffers after the best round; empty without validation.</summary>
    public IReadOnlyDictionary<string, Tensor> BestWeights => best;

    /// <summary>Whether the validation loss has not fallen for as long as patience lasts.</summary>
    public bool StoppedEarly =>
        options.Patience is { } patience && Best is { } known && Rounds - known.Round >= patience;

    /// <summary>Whether there is nothing more to do.</summary>
    public bool Finished => Step >= Steps || StoppedEarly;

    /// <summary>Learns for one round, and judges by the validation patterns.</summary>
    /// <param name="progress">Told how far the round is, now and then.</param>
    /// <param name="cancel">Stops within the round, which then counts for nothing: load a state to go on.</param>
    /// <exception cref="DivergedException">The loss became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="InvalidOperationException">Learning has ended.</exception>
    /// <exception cref="ObjectDisposedException">The trainer is disposed of.</exception>
    public Round RunRound(Action<TrainingProgress>? progress = null, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);        // libtorch ends the process on a generator that is gone
        if (Finished) throw new InvalidOperationException($"round: learning has ended after {Rounds}; ask Finished first.");
        var clock = Stopwatch.StartNew();
        var tally = new Tally(task.Loss);
        var first = Step;
        var end = Math.Min(Steps, Step + (options.Steps is null ? StepsPerEpoch : StepsPerRound));
        var nextReport = betweenReports;
        Tensor? order = null;
        Module.train();
        try
        {
            while (Step < end)
            {
                cancel.ThrowIfCancellationRequested();
                var (epoch, k) = Math.DivRem(Step, StepsPerEpoch);
                if (k == 0 || order is null)
                {
                    order?.Dispose();
                    order = Order(epoch);
                }
                LearnFrom(order.narrow(0, k * options.Batch, Math.Min(options.Batch, train.Count - k * options.Batch)), tally);
                if (clock.Elapsed < nextReport && Step < end) continue;
                progress?.Invoke(new(Step - first, end - first, tally.Result, clock.Elapsed.TotalSeconds));
                nextReport = clock.Elapsed + betweenReports;
            }
        }
        finally
        {
            order?.Dispose();
        }
        var learned = tally.Result;
        ThrowIfDiverged(tally, first);
        ThrowIfNotFinite();
        var seconds = clock.Elapsed.TotalSeconds;
        var judged = validation is null ? (Evaluation?)null : Evaluator.Run(task, Module, validation, cancel: cancel);
        if (judged is { Loss: var loss } && !double.IsFinite(loss)) throw new DivergedException(Step, loss);
        Rounds++;
        if (judged is { } result && !(Best?.Loss <= result.Loss))
        {
            Best = (Rounds, result.Loss);
            StateDict.CopyTo(Module, best);
        }
        return new(Rounds, Step, learned, judged, RateAt(Step - 1), seconds);

        void LearnFrom(Tensor indices, Tally tally)
        {
            using var scope = NewDisposeScope();
            random.manual_seed(Seed(VariationStream, Step));
            var batch = train.Take(indices, random);
            var (loss, prediction) = learner.Step(batch, RateAt(Step), Seed(DropoutStream, Step));
            tally.Add(loss, prediction, batch.Target);
            Step++;
            ThrowIfDiverged(tally, first);
            indices.Dispose();
        }
    }

    /// <summary>Gives the module the weights of the best round.</summary>
    /// <exception cref="InvalidOperationException">There was no validation.</exception>
    public void RestoreBest()
    {
        if (Best is null) throw new InvalidOperationException("best: nothing was judged by validation patterns yet.");
        StateDict.CopyFrom(Module, best);
    }

    /// <summary>All but the module's weights that learning goes on from: the optimizer's state, the best weights and how
    /// far it is.</summary>
    /// <returns>The live tensors; the metadata says the rest.</returns>
    public SafeTensors State()
    {
        var tensors = learner.Optimizer.State.Select(named => (OptimizerPrefix + named.Key, named.Value))
            .Concat(best.Select(named => (BestPrefix + named.Key, named.Value))).ToDictionary();
        var metadata = new Dictionary<string, string> { [StepKey] = Text(Step), [RoundsKey] = Text(Rounds) };
        if (Best is { } known)
            (metadata[BestRoundKey], metadata[BestLossKey]) = (Text(known.Round), Text(known.Loss));
        return new(tensors, metadata);

        static string Text(IFormattable number) => number.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Goes on from a state; the module's weights are the caller's to load.</summary>
    /// <param name="state">What <see cref="State"/> gave under the same options.</param>
    /// <exception cref="ArgumentException">The state does not fit the module or the optimizer.</exception>
    public void Load(SafeTensors state)
    {
        var metadata = state.Metadata;
        learner.Optimizer.Load(Under(state, OptimizerPrefix));
        StateDict.CopyTo(Under(state, BestPrefix), best, "best weights");
        (Step, Rounds) = (long.Parse(metadata[StepKey], CultureInfo.InvariantCulture),
            int.Parse(metadata[RoundsKey], CultureInfo.InvariantCulture));
        Best = metadata.TryGetValue(BestRoundKey, out var round)
            ? (int.Parse(round, CultureInfo.InvariantCulture),
                double.Parse(metadata[BestLossKey], CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>The weights of the best round so far in a state.</summary>
    /// <param name="state">What <see cref="State"/> gave.</param>
    /// <returns>The state's own tensors by the module's names; null where nothing was judged yet.</returns>
    public static IReadOnlyDictionary<string, Tensor>? BestOf(SafeTensors state) =>
        state.Metadata.ContainsKey(BestRoundKey) ? Under(state, BestPrefix) : null;

    private static Dictionary<string, Tensor> Under(SafeTensors state, string prefix) => state.Tensors
        .Where(named => named.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(named => named.Key[prefix.Length..], named => named.Value);

    private double RateAt(long step) => options.Schedule.Rate(peakRate, step, Steps);

    private Tensor Order(long epoch)
    {
        random.manual_seed(Seed(OrderStream, epoch));
        return randperm(train.Count, generator: random).DetachFromDisposeScope();
    }

    private long Seed(int stream, long number) => (long)SplitMix64.Stream(options.Seed, stream, number).Next();

    private static void ThrowIfDiverged(Tally tally, long first)
    {
        if (tally.NotFinite is { } bad) throw new DivergedException(first + bad.Batch + 1, bad.Loss);
    }

    // The last step of a round may spoil the weights, and no loss tells before they are saved.
    private void ThrowIfNotFinite()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        foreach (var weight in StateDict.Of(Module).Values.Where(state => state.is_floating_point()))
            if (weight.sum().to(ScalarType.Float64).item<double>() is var sum && !double.IsFinite(sum))
                throw new DivergedException(Step, sum, "a weight");
    }

    /// <summary>Releases everything but module and patterns.</summary>
    public void Dispose()
    {
        disposed = true;
        learner.Dispose();
        foreach (var tensor in best.Values) tensor.Dispose();
        random.Dispose();
    }
}
