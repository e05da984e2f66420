using Lectures.Models.Checking;
using Lectures.Models.Figures;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;

namespace Lectures.Models.Experiments;

/// <summary>The notebook's deep net, 784-128-128-128-128-10, which learns images in batches of 200.</summary>
internal static class DeepDigits
{
    /// <summary>Images of a step.</summary>
    public const int Batch = 200;

    /// <summary>Units of its hidden layers.</summary>
    public static readonly long[] Hidden = [128, 128, 128, 128];

    /// <summary>The net with its initial weights.</summary>
    public static Mlp Build(DigitImages images, Activation activation, Initialisation initialisation, long seed) =>
        ModelRun.Build(seed, () => new Mlp(new(images.Pixels, images.Classes)
        {
            Hidden = Hidden,
            Activation = activation,
            Initialisation = initialisation,
        }));

    /// <summary>What it does, for training and judging.</summary>
    public static ModelTask Task(Mlp net) => ModelTask.Of(() => net, LossFunction.CrossEntropy);

    /// <summary>Learns, judged by the test images after every round, in which a step has 200 images.</summary>
    /// <param name="net">The net.</param>
    /// <param name="images">What it learns.</param>
    /// <param name="kind">Which optimizer, as Keras has it.</param>
    /// <param name="rate">Its rate.</param>
    /// <param name="options">Seed and length.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="after">Called after every round.</param>
    public static IReadOnlyList<Round> Learn(
        Mlp net, DigitImages images, OptimizerKind kind, double rate, TrainingOptions options, Action<double> progress,
        Action<Round>? after = null) =>
        ModelRun.Train(Task(net), net, images.Train, images.Test, options with
        {
            Batch = Batch,
            Optimizer = new() { Kind = kind, Rate = rate, Convention = OptimizerConvention.Keras },
        }, progress, after);

    /// <summary>Test accuracy in % over the steps.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="runs">The rounds of each seed.</param>
    /// <param name="before">Steps that were taken before the first round.</param>
    public static Curve Accuracy(string name, IEnumerable<IReadOnlyList<Round>> runs, long before = 0) => Curve.OfRuns(
        name, [.. runs.First().Select(round => (double)(before + round.Step))],
        [.. runs.Select(rounds => (double[])[.. rounds.Select(round => 100 * round.TestAccuracy())])]);
}
