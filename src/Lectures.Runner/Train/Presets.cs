namespace Lectures.Runner.Train;

/// <summary>Settings under a name: those of the lecture's numbers, and the best that is known.</summary>
internal static class Presets
{
    private const string Model = "model";

    private static readonly Dictionary<string, Dictionary<string, string>> all = new()
    {
        // The notebook's networks; Keras's initialisation and optimizers.
        ["lecture-n5"] = Mlp("512", "relu", 128, ("optimizer", "rmsprop")),
        ["lecture-n6"] = new()
        {
            [Model] = "cnn",
            ["initialisation"] = "keras",
            ["optimizer"] = "adamw",
            ["convention"] = "keras",
            ["rate"] = "0.001",
            ["weight-decay"] = "0.004",
            ["batch"] = "200",
            ["epochs"] = "5",
        },
        ["lecture-n7"] = Mlp(Deep, "sigmoid", 200, ("optimizer", "sgd"), ("rate", "0.01")),
        ["lecture-n8"] = Mlp(Deep, "relu", 200, ("optimizer", "sgd"), ("rate", "0.01")),
        ["lecture-n9"] = Mlp(Deep, "sigmoid", 200, ("optimizer", "adam")),
        ["lecture-n10"] = Mlp(Deep, "relu", 200, ("optimizer", "adam")),
        // Rows of an image as a sequence of 28 steps, 256 units.
        ["elman-rows"] = Rows("elman", "0.001", 20),
        ["lstm-rows"] = Rows("lstm", "0.002", 10),
        // For recordings such as the Free Spoken Digit Dataset.
        ["spoken-digits"] = new()
        {
            [Model] = "gru",
            ["data"] = "tones",
            ["hidden"] = "128",
            ["mask-steps"] = "12",
            ["mask-bands"] = "8",
            ["batch"] = "64",
            ["epochs"] = "30",
            ["optimizer"] = "adamw",
            ["weight-decay"] = "0",
            ["schedule"] = "one-cycle",
            ["rate"] = "0.003",
            ["clip"] = "1",
        },
        // nanoGPT's setting for a processor, for a text such as tiny Shakespeare.
        ["nanogpt"] = new()
        {
            [Model] = "gpt",
            ["blocks"] = "4",
            ["heads"] = "4",
            ["width"] = "128",
            ["feed-forward"] = "512",
            ["length"] = "64",
            ["batch"] = "12",
            ["steps"] = "2000",
            ["optimizer"] = "adamw",
            ["rate"] = "0.001",
            ["weight-decay"] = "0.1",
            ["beta2"] = "0.99",
            ["schedule"] = "cosine",
            ["floor"] = "0.1",
            ["warm-up"] = "100",
            ["clip"] = "1",
        },
        // Chosen by the accuracy on 10,000 held-out training images of MNIST, the epochs over three seeds.
        ["best"] = new()
        {
            [Model] = "cnn",
            ["filters"] = "32,64,64,128,128",
            ["first-kernel"] = "5",
            ["padding"] = "1",
            ["pool-after"] = "1,3",
            ["pool-first"] = "true",
            ["batch-norm"] = "true",
            ["hidden"] = "none",
            ["shift"] = "2",
            ["rotation"] = "12",
            ["scale"] = "0.12",
            ["elastic"] = "0.6",
            ["optimizer"] = "adamw",
            ["rate"] = "0.01",
            ["weight-decay"] = "0.01",
            ["schedule"] = "one-cycle",
            ["batch"] = "100",
            ["drop-last"] = "true",
            ["epochs"] = "20",
        },
    };

    private const string Deep = "128,128,128,128";

    /// <summary>The presets' names.</summary>
    public static IReadOnlyCollection<string> Names => all.Keys;

    /// <summary>The model and the settings of a preset.</summary>
    /// <exception cref="UsageException">There is no such preset.</exception>
    public static (string Model, IReadOnlyDictionary<string, string> Settings) Find(string name)
    {
        var settings = new Dictionary<string, string>(all[OptionValue.OneOf("preset", name, Names)]);
        settings.Remove(Model, out var model);
        return (model!, settings);
    }

    private static Dictionary<string, string> Rows(string model, string rate, int epochs) => new()
    {
        [Model] = model,
        ["hidden"] = "256",
        ["schedule"] = "one-cycle",
        ["rate"] = rate,
        ["clip"] = "1",
        ["epochs"] = $"{epochs}",
    };

    private static Dictionary<string, string> Mlp(
        string hidden, string activation, int batch, params (string Name, string Value)[] more) =>
        new(more.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            [Model] = "mlp",
            ["hidden"] = hidden,
            ["activation"] = activation,
            ["initialisation"] = "keras",
            ["convention"] = "keras",
            ["batch"] = $"{batch}",
            ["epochs"] = "5",
        };
}
