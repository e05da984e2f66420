namespace Lectures.Models.Experiments;

/// <summary>The experiments of chapter 7, in the lecture's order.</summary>
public static class Chapter
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExperimentInfo> Experiments { get; } =
    [
        PerceptronLearning.Info,
        XorLearning.Info,
        LearnedFeatures.Info,
        VanishingGradient.Info,
        Pretraining.Info,
        ReluUnits.Info,
        DropoutGap.Info,
        MlpDigits.Info,
        CnnDigits.Info,
        RecurrentSignal.Info,
        RecurrentText.Info,
        TransformerEncoder.Info,
        TransformerDecoder.Info,
        TransformerTranslation.Info,
    ];
}
