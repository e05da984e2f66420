using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Losses;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Runner.Train;

/// <summary>A model that can be trained on a kind of data.</summary>
/// <param name="Name">The model's name, everywhere the same.</param>
/// <param name="Kind">The kind of data.</param>
/// <param name="Options">Fresh options of the lecture's size.</param>
/// <param name="Fit">Those options in the sizes of the data.</param>
/// <param name="Task">The module and its loss for fitted options.</param>
/// <param name="Patterns">The data laid out for the model with its options.</param>
internal sealed record TrainableModel(
    string Name, DataKind Kind, Func<object> Options, Func<object, DataForm, DataOptions, object> Fit,
    Func<object, ModelTask> Task, Func<object, DataSource, DataOptions, Split, IPatterns> Patterns)
{
    private static readonly string[] sizes =
        ["Inputs", "Outputs", "Height", "Channels", "Vocabulary", "MaxLength", "Unit"];

    /// <summary>Options that follow from the data or the model's name, or that it has no use for.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = sizes;

    /// <summary>The stages of training with fitted options, each made when the one before is done.</summary>
    public Func<object, TrainingOptions, IPatterns, IPatterns?, IEnumerable<Stage>>? MoreStages { get; init; }

    /// <summary>The built-in data that it learns from when nothing else is named.</summary>
    public string DefaultData { get; init; } = "strokes";

    /// <summary>Every model with every kind of data that it can learn from; the first of a name is the usual
    /// one.</summary>
    public static IReadOnlyList<TrainableModel> All { get; } =
    [
        Images("mlp", () => new MlpOptions(),
            (options, form, _) => options with { Inputs = form.Height * form.Width, Outputs = form.Classes },
            options => ModelTask.Of(() => new Mlp(options), options.Loss) with { Classes = options.Outputs },
            _ => ImageLayout.Flat),
        Images("cnn", () => new CnnOptions(),
            (options, form, _) => options with { Height = form.Height, Width = form.Width, Outputs = form.Classes },
            options => ModelTask.Of(() => new Cnn(options), LossFunction.CrossEntropy),
            _ => ImageLayout.Picture) with { LeftOut = [.. sizes, "Width"] },
        Images("autoencoder", () => new PretrainedOptions(), (options, form, _) => options.Fit(form),
            options => options.FinalTask, _ => ImageLayout.Flat, options => options.FineTune == FineTuning.Images) with
        { MoreStages = (options, training, train, validation) =>
            ((PretrainedOptions)options).Stages(training, train, validation) },
        .. Recurrent("elman", RecurrentUnit.Elman),
        .. Recurrent("lstm", RecurrentUnit.Lstm),
        .. Recurrent("gru", RecurrentUnit.Gru),
        Images("encoder", () => new EncoderOptions(), Encoder,
            options => ModelTask.Of(() => new EncoderClassifier(options), LossFunction.CrossEntropy),
            options => options.Patch > 0 ? ImageLayout.Patches : ImageLayout.Rows),
    ];

    /// <summary>The names of the models, each once.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(model => model.Name).Distinct()];

    /// <summary>The model of a name for the kind of the named data.</summary>
    /// <exception cref="UsageException">There is no such model, or it cannot learn from such data.</exception>
    public static TrainableModel Find(string name, string? data)
    {
        OptionValue.OneOf("model", name, Names);
        var forms = All.Where(model => model.Name == name).ToList();
        if (data is null) return forms[0];
        var kind = DataSource.KindOf(data);
        return forms.Find(model => model.Kind == kind) ?? throw new UsageException(
            $"--data: {name} learns from {string.Join(" or ", forms.Select(model => Text(model.Kind)))}; "
            + $"got {data} ({Text(kind)}).");
    }

    /// <summary>The stages of training, each made when the one before is done.</summary>
    /// <param name="options">The model's fitted options.</param>
    /// <param name="training">How to train.</param>
    /// <param name="train">What to learn from.</param>
    /// <param name="validation">What to judge by, or null.</param>
    public IEnumerable<Stage> Stages(object options, TrainingOptions training, IPatterns train, IPatterns? validation)
    {
        if (MoreStages is not null) return MoreStages(options, training, train, validation);
        var task = Task(options) with { LabelSmoothing = training.LabelSmoothing };
        var module = Seeded.Build(training.Seed, task.Build, ScalarType.Float32);
        return [new("training", module, module, task, train, validation, training)];
    }

    private static string Text(DataKind kind) => kind.ToString().ToLowerInvariant();

    private static EncoderOptions Encoder(EncoderOptions options, DataForm form, DataOptions data) =>
        data.Patch == 0
            ? options with { Inputs = form.Width, MaxLength = form.Height, Outputs = form.Classes }
            : options with
            {
                Inputs = data.Patch * data.Patch,
                MaxLength = form.Height * form.Width / (data.Patch * data.Patch),
                Outputs = form.Classes,
            };

    private static IEnumerable<TrainableModel> Recurrent(string name, RecurrentUnit unit)
    {
        string[] leftOut = unit == RecurrentUnit.Elman ? sizes : [.. sizes, "Activation"];
        yield return Images(name, () => new RecurrentClassifierOptions { Recurrent = new(unit) },
            (options, form, _) => options with { Inputs = form.Width, Outputs = form.Classes },
            options => ModelTask.Of(() => new RecurrentClassifier(options), LossFunction.CrossEntropy),
            _ => ImageLayout.Rows) with
        { LeftOut = leftOut };
    }

    private static TrainableModel Images<T>(
        string name, Func<T> options, Func<T, DataForm, DataOptions, T> fit, Func<T, ModelTask> task,
        Func<DataOptions, ImageLayout> layout, Func<T, bool>? reproduce = null) where T : notnull => new(
            name, DataKind.Images, () => options(), (own, form, data) => fit((T)own, form, data), own => task((T)own),
            (own, source, data, split) => new ImagePatterns(
                ((ImageSource)source).Set(split), layout(data), reproduce?.Invoke((T)own) ?? false)
            {
                Augmentation = data.Augmentation.Any ? data.Augmentation : null,
                Patch = data.Patch,
            });
}
