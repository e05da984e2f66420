using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Losses;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using static Lectures.Models.Expect;

namespace Lectures.Runner.Exchange;

/// <summary>A model whose weights, batches and gradients are exchanged with other programs.</summary>
/// <param name="Name">The model's name, everywhere the same.</param>
/// <param name="Options">Fresh options of the lecture's size.</param>
/// <param name="Task">The module and its loss for some options.</param>
/// <param name="Batch">What a batch is for some options.</param>
internal sealed record ExchangeModel(
    string Name, Func<object> Options, Func<object, ModelTask> Task, Func<object, BatchForm> Batch)
{
    /// <summary>Options that do not matter to its gradients.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Tokens that mean something of their own come before the characters'.</summary>
    private const long Special = 3;

    private const string ModelKey = "model";

    // What draws random numbers, which no other program could draw, and how weights begin.
    private static readonly string[] drawn = ["Dropout", "DropoutScaling", "InputNoise", "Initialisation"];

    private const long ImageRows = 28, TextLength = 12;

    /// <summary>Every model that has a gradient, in the lecture's order.</summary>
    public static IReadOnlyList<ExchangeModel> All { get; } =
    [
        Of("sigmoid-unit", () => new UnitOptions(),
            options => ModelTask.Of(() => new SigmoidUnit(options.Inputs), LossFunction.SquaredError),
            options => new(1, Numbers("x", "N", options.Inputs), Numbers("target", "N", 1))),
        Of("mlp", () => new MlpOptions(),
            options => ModelTask.Of(() => new Mlp(options), options.Loss),
            options => new(1, Numbers("x", "N", options.Inputs),
                options.Loss == LossFunction.CrossEntropy
                    ? Targets(options.Outputs, "N") : Numbers("target", "N", options.Outputs))),
        Of("autoencoder", () => new StackedAutoencoderOptions(),
            options => ModelTask.Of(() => new StackedAutoencoder(options), LossFunction.MeanSquaredError),
            options => new(1, Numbers("x", "N", options.Inputs), Numbers("target", "N", options.Inputs))),
        Of("cnn", () => new CnnOptions(),
            options => ModelTask.Of(() => new Cnn(options), LossFunction.CrossEntropy),
            options => new(1,
                Numbers("x", "N", options.Channels, options.Height, options.Width), Targets(options.Outputs, "N"))),
        Recurrent("elman", RecurrentUnit.Elman),
        Recurrent("lstm", RecurrentUnit.Lstm),
        Recurrent("gru", RecurrentUnit.Gru),
        Of("encoder", () => new EncoderOptions(),
            options => ModelTask.Of(() => new EncoderClassifier(options), LossFunction.CrossEntropy),
            options => new(Math.Min(ImageRows, options.MaxLength),
                Numbers("x", "N", "T", options.Inputs), Targets(options.Outputs, "N"))),
        Of("bert", () => new BertOptions(TextCorpus.BuiltIn.VocabularySize + Special), ModelTask.Of, Text) with
        { LeftOut = ["Mask"] },
        Of("gpt", () => new GptOptions(TextCorpus.BuiltIn.VocabularySize), ModelTask.Of, Text),
        Of("seq2seq",
            () => new Seq2SeqOptions(
                TextCorpus.BuiltIn.VocabularySize + Special, TextCorpus.BuiltIn.VocabularySize + Special),
            ModelTask.Of,
            options => new(Math.Min(TextLength, options.MaxLength),
                Tokens("source", options.SourceVocabulary, "S"), Tokens("x", options.TargetVocabulary, "T"),
                Mask("source_padding", "S"), Mask("padding", "T"), Targets(options.TargetVocabulary, "N", "T"))) with
        { LeftOut = ["Padding", "Begin", "End"] },
    ];

    /// <summary>The settings of the model: the lecture's, but what a file's metadata says, but what the user asked
    /// for.</summary>
    /// <param name="metadata">The metadata of a file of weights.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="asked">Each <c>name=value</c>.</param>
    /// <exception cref="UsageException">The file is of another model, there is no such setting, or a value does not
    /// fit.</exception>
    public Settings Settings(IReadOnlyDictionary<string, string> metadata, string path, IEnumerable<string> asked)
    {
        if (metadata.TryGetValue(ModelKey, out var other) && other != Name)
            throw new UsageException(
                $"{path}: expected weights of {Name}, got those of {SafeTensorsHeader.Quote(other)}.");
        var settings = new Settings(Name, [Options()], [.. drawn, .. LeftOut]);
        settings.Take(metadata, path);
        foreach (var setting in asked) settings.Set(setting);
        return settings;
    }

    /// <summary>The metadata that says all that <see cref="Settings"/> can read.</summary>
    public Dictionary<string, string> Metadata(Settings settings) =>
        settings.All.Prepend((ModelKey, Name)).ToDictionary();

    private static ExchangeModel Recurrent(string name, RecurrentUnit unit) => Of(name,
        () => new RecurrentClassifierOptions { Recurrent = new(unit) },
        options => ModelTask.Of(() => new RecurrentClassifier(options), LossFunction.CrossEntropy),
        options => new(ImageRows, Numbers("x", "N", "T", options.Inputs), Targets(options.Outputs, "N"))) with
    { LeftOut = unit == RecurrentUnit.Elman ? ["Unit"] : ["Unit", "Activation"] };

    private static ExchangeModel Of<T>(
        string name, Func<T> options, Func<T, ModelTask> task, Func<T, BatchForm> batch) where T : notnull =>
        new(name, () => options(), of => task((T)of), of => batch((T)of));

    private static BatchForm Text(LanguageModelOptions options) => new(Math.Min(TextLength, options.MaxLength),
        Tokens("x", options.Vocabulary, "T"), Mask("padding", "T"), Targets(options.Vocabulary, "N", "T"));

    private static BatchTensor Numbers(string name, params Dimension[] shape) => new(name, BatchContent.Numbers, shape);

    private static BatchTensor Tokens(string name, long count, string length) =>
        new(name, BatchContent.Indices, "N", length) { Count = count };

    private static BatchTensor Mask(string name, string length) => new(name, BatchContent.Mask, "N", length);

    private static BatchTensor Targets(long count, params Dimension[] shape) =>
        new("target", BatchContent.Targets, shape) { Count = count };

    private sealed record UnitOptions(long Inputs = 784);
}
