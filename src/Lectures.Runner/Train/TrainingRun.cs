using System.Globalization;
using Lectures.Models.Data;
using Lectures.Models.Figures;
using Lectures.Models.Networks;
using Lectures.Models.Training;
using Lectures.Runner.Summary;
using static TorchSharp.torch;

namespace Lectures.Runner.Train;

/// <summary>Trains a model in the folder of a run: from the beginning, or from a checkpoint on.</summary>
/// <param name="run">The folder.</param>
/// <param name="settings">What to train, and how.</param>
/// <param name="view">Where progress is shown.</param>
/// <param name="cancel">Stops; what the last checkpoint holds is not lost.</param>
internal sealed class TrainingRun(RunFolder run, RunSettings settings, IProgressView view, CancellationToken cancel)
{
    private const string WeightPrefix = "model.", StageKey = "stage", NumberKey = "number";

    private readonly List<Measured> measured = [];
    private long number;                                         // steps over all stages: the checkpoints' numbers

    /// <summary>Trains to the end and tests. The folder is touched only when all that was asked for is known to
    /// fit.</summary>
    /// <param name="source">The data.</param>
    /// <param name="checkpoint">The checkpoint to go on from; null to begin.</param>
    /// <returns>The result of the test.</returns>
    /// <exception cref="DataException">A file is damaged or cannot be written.</exception>
    /// <exception cref="DivergedException">The loss became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Evaluation Run(DataSource source, string? checkpoint)
    {
        using var scope = NewDisposeScope();
        var options = settings.Fitted(source.Form);
        if (settings.Data.InitialWeights.Length > 0 && options is PretrainedOptions { PretrainingEpochs: > 0 })
            throw new UsageException(
                "--initial-weights: pre-training would be lost; give '--pretraining-epochs 0' too.");
        using var learned = settings.Patterns(source);
        using var test = settings.Model.Patterns(options, source, settings.Data, Split.Test);
        var saved = checkpoint is null ? null : Checkpoint.Load(checkpoint);
        if (saved is not null) Recall(saved);
        Stage? last = null;
        var index = 0;
        foreach (var stage in settings.Model.Stages(options, settings.Training, learned.Train, learned.Validation))
        {
            last = stage;
            if (saved is null || index == int.Parse(saved.Metadata[StageKey], CultureInfo.InvariantCulture))
            {
                Learn(stage, index, saved, saved is null && index == 0 ? source.Form : null);
                saved = null;
            }
            index++;
        }
        // Held until its weights are written: the finalizer of a norm that nobody holds any more empties it.
        using var module = last!.Module;
        return Finish(last, test);
    }

    private void Learn(Stage stage, int index, SafeTensors? saved, DataForm? form)
    {
        using var trainer = new Trainer(stage.Task, stage.Trained, stage.Train, stage.Validation, stage.Options);
        if (saved is not null) Resume(stage, trainer, saved);
        else if (ReferenceEquals(stage.Module, stage.Trained)) Begin(stage);
        if (form is not null) run.Begin(settings, form);
        var before = number - trainer.Step;
        while (!trainer.Finished)
        {
            var round = trainer.RunRound(progress => view.Show(
                $"{stage.Name} {TrainText.Round(trainer.Rounds + 1, stage.Options)}  {TrainText.Of(progress)}",
                Math.Min(1, (double)trainer.Step / trainer.Steps)), cancel);
            measured.Add(Measured.Of(stage.Name, round));
            view.Line(TrainText.Of(stage, round));
            run.WriteMetrics(measured);
            number = before + trainer.Step;
            Save(stage, index, trainer);
        }
        if (trainer.Best is not null)
        {
            new SafeTensors(trainer.BestWeights).Write(run.Best);
            if (trainer.StoppedEarly) trainer.RestoreBest();
        }
    }

    private void Begin(Stage stage)
    {
        using var scope = NewDisposeScope();
        if (settings.Data.InitialWeights is { Length: > 0 } initial)
            StateDict.Load(stage.Module, SafeTensors.Read(initial), initial);
        using var text = new StringWriter();
        var batch = stage.Train.Take(arange(Math.Min(settings.Training.Batch, stage.Train.Count), ScalarType.Int64));
        SummaryTable.Write(
            text, settings.Model.Name, ModelSummary.Of(stage.Module, batch.Inputs), $"a batch of {batch.Target.size(0):N0}");
        view.Line(text.ToString().TrimEnd());
    }

    private void Save(Stage stage, int index, Trainer trainer)
    {
        var state = trainer.State();
        var tensors = StateDict.Of(stage.Module).Select(named => (WeightPrefix + named.Key, named.Value))
            .Concat(state.Tensors.Select(named => (named.Key, named.Value))).ToDictionary();
        var metadata = new Dictionary<string, string>(state.Metadata)
        {
            [StageKey] = index.ToString(CultureInfo.InvariantCulture),
            [NumberKey] = number.ToString(CultureInfo.InvariantCulture),
        };
        Checkpoint.Save(run.Path, number, new(tensors, metadata));
    }

    private void Resume(Stage stage, Trainer trainer, SafeTensors saved)
    {
        var weights = saved.Tensors.Where(named => named.Key.StartsWith(WeightPrefix, StringComparison.Ordinal))
            .ToDictionary(named => named.Key[WeightPrefix.Length..], named => named.Value);
        StateDict.CopyFrom(stage.Module, weights);
        trainer.Load(saved);
    }

    // What was measured after the checkpoint is measured again.
    private void Recall(SafeTensors saved)
    {
        number = long.Parse(saved.Metadata[NumberKey], CultureInfo.InvariantCulture);
        var steps = 0L;
        foreach (var line in run.ReadMetrics().Where(line => line.Stage != Measured.TestStage))
        {
            if (measured.Count > 0 && line.Stage != measured[^1].Stage) steps += measured[^1].Step;
            if (steps + line.Step > number) break;
            measured.Add(line);
        }
    }

    private Evaluation Finish(Stage last, IPatterns test)
    {
        view.Show("testing", 1);
        var result = Evaluator.Run(last.Task, last.Module, test, cancel: cancel);
        if (!double.IsFinite(result.Loss)) throw new DivergedException(number, result.Loss);
        new SafeTensors(StateDict.Of(last.Module)).Write(run.Weights);
        Draw(result);
        measured.Add(new(Measured.TestStage, 0, number, result.Loss) { Accuracy = result.Accuracy, Count = result.Count });
        run.WriteMetrics(measured);     // last: with it the run has ended
        return result;
    }

    private void Draw(Evaluation test)
    {
        var stages = measured.Where(line => line.Stage != Measured.TestStage).ToLookup(line => line.Stage);
        if (stages.Count == 0) return;
        using var figure = new LearningCurves([.. stages.Select(stage =>
            new CurveStage(stage.Key, [.. stage.Select(line => line.ToRound())]))])
        {
            Title = $"{settings.Model.Name} on {settings.Data.Data}",
            Axis = settings.Training.Steps is null ? CurveAxis.Epochs : CurveAxis.Steps,
            Test = test,
        }.Draw();
        figure.Save(run.Curves);
    }
}
