using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Data.Text;
using Lectures.Models.Data.Translation;
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
            options => ModelTask.Of(() => new Mlp(options), options.Loss) with
            {
                Classes = options.Outputs,
                ProbabilitiesOf = options.Output switch
                {
                    OutputUnit.Softmax => y => y,
                    OutputUnit.Sigmoid => y => y / y.sum(-1, keepdim: true),
                    _ => y => y.softmax(-1),
                },
            },
            _ => ImageLayout.Flat),
        Images("cnn", () => new CnnOptions(),
            (options, form, _) => options with { Height = form.Height, Width = form.Width, Outputs = form.Classes },
            options => ModelTask.Of(() => new Cnn(options), LossFunction.CrossEntropy),
            _ => ImageLayout.Picture) with { LeftOut = [.. sizes, "Width", nameof(DataOptions.Patch)] },
        Images("autoencoder", () => new PretrainedOptions(), (options, form, _) => options.Fit(form),
            options => options.FinalTask, _ => ImageLayout.Flat, options => options.FineTune == FineTuning.Images) with
        { MoreStages = (options, training, train, validation) =>
            ((PretrainedOptions)options).Stages(training, train, validation) },
        .. Recurrent("elman", RecurrentUnit.Elman),
        .. Recurrent("lstm", RecurrentUnit.Lstm),
        .. Recurrent("gru", RecurrentUnit.Gru),
        Images("encoder", () => new EncoderOptions(), Encoder,
            options => ModelTask.Of(() => new EncoderClassifier(options), LossFunction.CrossEntropy),
            options => options.Patch > 0 ? ImageLayout.Patches : ImageLayout.Rows) with { LeftOut = sizes },
        Recordings("encoder", () => new EncoderOptions(),
            (options, form, data) => Encoder(options, form, data),
            options => ModelTask.Of(() => new EncoderClassifier(options), LossFunction.CrossEntropy)),
        Text("bert", () => new BertOptions(),
            (options, characters, data) => options with
            {
                Vocabulary = characters + MaskedTextPatterns.SpecialTokens,
                MaxLength = data.Length,
            },
            ModelTask.Of,
            (text, data, split) => split == Split.Train
                ? MaskedTextPatterns.Everywhere(text, data.Length, data.HiddenShare)
                : MaskedTextPatterns.WholeText(text, data.Length, data.HiddenShare)) with
        { LeftOut = [.. sizes, "Mask"] },
        Text("gpt", () => new GptOptions(),
            (options, characters, data) => options with { Vocabulary = characters, MaxLength = data.Length },
            ModelTask.Of, (text, data, split) => NextCharacter(text, data, split, hasPadding: true)),
        new("seq2seq", DataKind.Translations, () => new Seq2SeqOptions(),
            (options, form, _) => Seq2Seq((Seq2SeqOptions)options, form), options => ModelTask.Of((Seq2SeqOptions)options),
            (_, source, _, split) => ((TranslationSource)source).Set(split))
        {
            LeftOut = ["SourceVocabulary", "TargetVocabulary", "MaxLength", "Padding", "Begin", "End"],
            DefaultData = "dates",
        },
    ];

    /// <summary>The names of the models, each once.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(model => model.Name).Distinct()];

    /// <summary>The model of a name for the kind of the named data.</summary>
    /// <exception cref="UsageException">There is no such model, or it cannot learn from such data.</exception>
    public static TrainableModel Find(string name, string? data)
    {
        OptionValue.OneOf("model", name, Names);
        var forms = All.Where(model => model.Name == name).ToList();
        return data is null ? forms[0] : Find(name, data, DataSource.KindOf(data));
    }

    /// <summary>The model of a name for a kind of data.</summary>
    /// <exception cref="UsageException">There is no such model, or it cannot learn from such data.</exception>
    public static TrainableModel Find(string name, string data, DataKind kind)
    {
        OptionValue.OneOf("model", name, Names);
        var forms = All.Where(model => model.Name == name).ToList();
        return forms.Find(model => model.Kind == kind) ?? throw new UsageException(
            $"--data: {name} learns from {string.Join(" or ", forms.Select(model => Plural(model.Kind)))}; "
            + $"got {data} ({Plural(kind)}).");
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

    private static string Plural(DataKind kind) => kind.ToString().ToLowerInvariant();

    private static EncoderOptions Encoder(EncoderOptions options, DataForm form, DataOptions data) =>
        data.Patch == 0
            ? options with { Inputs = form.Width, MaxLength = form.Height, Outputs = form.Classes }
            : form.Height % data.Patch != 0 || form.Width % data.Patch != 0
            ? throw new UsageException(
                $"--patch: expected a divisor of {form.Height} and {form.Width} (the images), got {data.Patch}.")
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
        { LeftOut = [.. leftOut, nameof(DataOptions.Patch)] };
        yield return Recordings(name, () => new RecurrentClassifierOptions { Recurrent = new(unit) },
            (options, form, _) => options with { Inputs = form.Width, Outputs = form.Classes },
            options => ModelTask.Of(() => new RecurrentClassifier(options), LossFunction.CrossEntropy)) with
        { LeftOut = leftOut };
        yield return Text(name, () => new RecurrentLanguageModelOptions { Recurrent = new(unit) },
            (options, characters, _) => options with { Vocabulary = characters },
            options => ModelTask.Of(() => new RecurrentLanguageModel(options), LossFunction.CrossEntropy),
            (text, data, split) => NextCharacter(text, data, split, hasPadding: false)) with
        { LeftOut = [.. leftOut, nameof(DataOptions.HiddenShare)] };
    }

    private static Seq2SeqOptions Seq2Seq(Seq2SeqOptions options, DataForm form)
    {
        var sizes = new Translator(new([form.Characters]), new([form.TargetCharacters])).Options(form.Height);
        return sizes with
        {
            Blocks = options.Blocks,
            Block = options.Block,
            Positions = options.Positions,
            Initialisation = options.Initialisation,
        };
    }

    private static TextPatterns NextCharacter(TextCorpus text, DataOptions data, Split split, bool hasPadding) =>
        split == Split.Train
            ? TextPatterns.Everywhere(text, data.Length, hasPadding)
            : TextPatterns.WholeText(text, data.Length, hasPadding);

    private static TrainableModel Recordings<T>(
        string name, Func<T> options, Func<T, DataForm, DataOptions, T> fit, Func<T, ModelTask> task) where T : notnull =>
        new(name, DataKind.Recordings, () => options(), (own, form, data) => fit((T)own, form, data), own => task((T)own),
            (_, source, data, split) => ((RecordingSource)source).Set(
                split, data.MaskSteps is null && data.MaskBands is null
                    ? null : new(data.MaskSteps ?? 0, data.MaskBands ?? 0)))
        {
            DefaultData = "tones",
        };

    private static TrainableModel Text<T>(
        string name, Func<T> options, Func<T, long, DataOptions, T> fit, Func<T, ModelTask> task,
        Func<TextCorpus, DataOptions, Split, IPatterns> patterns) where T : notnull => new(
            name, DataKind.Text, () => options(),
            (own, form, data) => fit((T)own, form.Characters.EnumerateRunes().Count(), data), own => task((T)own),
            (_, source, data, split) => patterns(((TextSource)source).Part(split), data, split))
        {
            DefaultData = "text",
            LeftOut = [.. sizes, nameof(DataOptions.HiddenShare)],
        };

    private static TrainableModel Images<T>(
        string name, Func<T> options, Func<T, DataForm, DataOptions, T> fit, Func<T, ModelTask> task,
        Func<DataOptions, ImageLayout> layout, Func<T, bool>? reproduce = null) where T : notnull => new(
            name, DataKind.Images, () => options(), (own, form, data) => fit((T)own, form, data), own => task((T)own),
            (own, source, data, split) => new ImagePatterns(
                ((ImageSource)source).Set(split), layout(data), reproduce?.Invoke((T)own) ?? false)
            {
                Augmentation = data.Augmentation.Any ? data.Augmentation : null,
                Patch = data.Patch,
            })
        {
            LeftOut = [.. sizes, nameof(DataOptions.Patch)],
        };
}
