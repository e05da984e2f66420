using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Runner.Train;

/// <summary>A model with the weights that a run ended with, ready to recognise.</summary>
internal sealed class TrainedModel : IDisposable
{
    /// <summary>The name of the weights of the best round.</summary>
    public const string Best = "best";

    private TrainedModel(RunFolder run, RunSettings settings, DataForm form, ModelTask task, nn.Module module) =>
        (Run, Settings, Form, Task, Module) = (run, settings, form, task, module);

    /// <summary>The folder of the run.</summary>
    public RunFolder Run { get; }

    /// <summary>How it was trained.</summary>
    public RunSettings Settings { get; }

    /// <summary>What it knows of its data.</summary>
    public DataForm Form { get; }

    /// <summary>The model's options in the sizes of the data.</summary>
    public object Options => Settings.Fitted(Form);

    /// <summary>How the module is called, and its loss.</summary>
    public ModelTask Task { get; }

    /// <summary>The module.</summary>
    public nn.Module Module { get; }

    /// <summary>Whether it says one class for a pattern.</summary>
    public bool Classifies => Form.ClassNames.Count > 0 && Module is not StackedAutoencoder;

    /// <summary>Loads the model of a run.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="weights">A file of weights, or <see cref="Best"/>, instead of those at the end; null for
    /// those.</param>
    /// <exception cref="UsageException">There is no run, or it has not ended.</exception>
    /// <exception cref="DataException">A file of it is damaged.</exception>
    public static TrainedModel Load(string path, string? weights = null)
    {
        var run = RunFolder.Open(path);
        var settings = RunSettings.Of(run);
        var form = run.ReadForm();
        var task = settings.Model.Task(settings.Fitted(form));
        using var scope = NewDisposeScope();
        var (content, file) = weights == Best
            ? run.ReadBest() ?? throw new UsageException(settings.Data.Validation == 0
                ? "--weights: best: the run had no validation share; train with '--validation 0.1'."
                : $"--weights: best: nothing was judged yet; 'lectures train --resume {path}' goes on with it.")
            : Read(run, weights);
        var module = Seeded.Build(settings.Training.Seed, task.Build, ScalarType.Float32);
        StateDict.Load(module, content, file);
        module.eval();
        return new(run, settings, form, task, module);
    }

    private static (SafeTensors Weights, string File) Read(RunFolder run, string? weights)
    {
        var (path, file) = (run.Path, weights ?? run.Weights);
        if (!File.Exists(file))
            throw new UsageException(weights is not null ? $"--weights: {file}: no such file." : run.Checkpoints.Count > 0
                ? $"{path}: the run has not ended; 'lectures train --resume {path}' goes on with it."
                : $"{path}: the run has no weights yet; train it anew with '--force'.");
        return (SafeTensors.Read(file), file);
    }

    /// <summary>The probability of each class.</summary>
    /// <param name="batch">The patterns.</param>
    /// <returns>(N, K), float32, in the caller's dispose scope.</returns>
    public Tensor Probabilities(Batch batch)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return Task.ProbabilitiesOf(Task.Call(Module, batch.Inputs)).MoveToOuterDisposeScope();
    }

    /// <summary>Releases the module.</summary>
    public void Dispose() => Module.Dispose();
}
