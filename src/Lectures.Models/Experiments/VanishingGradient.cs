using Lectures.Models.Networks;

namespace Lectures.Models.Experiments;

/// <summary>§7.3.1, the Playground's demo, N4, and N7 to N10: the gradient shrinks from layer to layer towards the
/// input.</summary>
/// <param name="Images">Strokes to learn from.</param>
/// <param name="OwnImages">The user's images to learn from.</param>
/// <param name="Steps">Steps of 200 images; the lecture's 5 epochs of 60,000 images are 1,500.</param>
/// <param name="PageEpochs">Epochs of the Playground's demo.</param>
/// <param name="Iterations">Of N4 where nothing stops it.</param>
/// <param name="Activation">The units that are said to make the gradient vanish.</param>
public sealed record VanishingGradient(
    int Images = 12_000, int OwnImages = 60_000, int Steps = 1_500, int PageEpochs = 1_000, int Iterations = 10_000,
    Activation Activation = Activation.Sigmoid) : Experiment
{
    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "vanishing", "7.3.1", new("The vanishing gradient", "勾配消失"),
        new("With many hidden layers the adjustment shrinks towards the input. Demo: the Playground with 6 hidden "
            + "layers of 4 sigmoid units does not learn two Gaussian clouds.",
            "中間層が多いと、修正量が入力側に近づくにつれて小さくなる。デモ:Playground で 4 ユニット × 6 層のシグモイドは 2 つのガウス分布を学習できない。"),
        () => new VanishingGradient { Seeds = 3 },
        () => new VanishingGradient(3_000, 3_000, 600, 300, 3_000))
    { Seconds = 50, Needs = ExperimentNeeds.Images };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var page = new VanishingOnPage(PageEpochs, Activation);
        var example = new VanishingExample(Iterations, Activation);
        using var images = new DigitImages(data, Images, OwnImages);
        var digits = new VanishingDigits(images, Steps, Activation);
        var parts = new PartProgress(progress, 1);
        page.Run(Seed, 5 * Seeds, parts.Next(0.05));
        example.Run(Seed, 5 + 5 * Seeds, parts.Next(0.1));
        digits.Run([.. AllSeeds], parts.Next(0.85));
        return new(
            new(Finding.Depends, new(
                $"Shown: {digits.Words.English} {page.Words.English} But a gradient that is small need not stop "
                + $"learning: {digits.Limits.English} And {example.Limits.English}",
                $"示された:{digits.Words.Japanese}{page.Words.Japanese}ただし、勾配が小さくても学習できないとは限らない:{digits.Limits.Japanese}また、"
                + $"{example.Limits.Japanese}")),
            [.. page.Claims(), .. example.Claims(), .. digits.Claims()])
        {
            Reproductions = [.. example.Reproductions(), .. digits.Reproductions()],
            Tables = [digits.Table(), example.Table()],
            Figures = [.. digits.Figures(), .. page.Figures()],
        };
    }
}
