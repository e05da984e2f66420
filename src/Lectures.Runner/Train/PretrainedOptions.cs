using Lectures.Models;
using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Runner.Train;

/// <summary>What a pre-trained stack learns at last.</summary>
internal enum FineTuning
{
    /// <summary>To tell classes: the encoders become the hidden layers of a perceptron.</summary>
    Classes,

    /// <summary>To reproduce images, all layers together.</summary>
    Images,
}

/// <summary>Layer-wise pre-training and fine-tuning, §7.3.2.</summary>
internal sealed record PretrainedOptions
{
    /// <summary>The autoencoders.</summary>
    public StackedAutoencoderOptions Stack { get; init; } = new();

    /// <summary>Epochs for each autoencoder; 0 for none.</summary>
    public int PretrainingEpochs { get; init => field = (int)Expect.AtLeast(value, 0, nameof(PretrainingEpochs)); } = 5;

    /// <summary>What is learned at last.</summary>
    public FineTuning FineTune { get; init; }

    /// <summary>How many classes; known from the data.</summary>
    internal long Classes { get; init; }

    /// <summary>The options in the sizes of the data.</summary>
    public PretrainedOptions Fit(DataForm form) =>
        this with { Stack = Stack with { Inputs = form.Height * form.Width }, Classes = form.Classes };

    /// <summary>The module at the end, and its loss.</summary>
    public ModelTask FinalTask => FineTune == FineTuning.Images
        ? ModelTask.Of(() => new StackedAutoencoder(Stack), LossFunction.MeanSquaredError)
        : ModelTask.Of(Perceptron, LossFunction.CrossEntropy);

    /// <summary>An autoencoder after the other, each on the codes of the one before, then all together.</summary>
    public IEnumerable<Stage> Stages(TrainingOptions training, IPatterns train, IPatterns? validation)
    {
        training.ExpectValid(FinalTask.Loss, validation is not null);
        var stack = Seeded.Build(training.Seed, () => new StackedAutoencoder(Stack), ScalarType.Float32);
        var alone = training with
        {
            Epochs = Math.Max(1, PretrainingEpochs),
            Steps = null,
            Patience = null,
            LabelSmoothing = 0,
        };
        foreach (var stage in PretrainingEpochs > 0 ? GreedyPretraining.Stages(stack, train, alone) : [])
            yield return stage;
        var final = FinalTask with { LabelSmoothing = training.LabelSmoothing };
        if (FineTune == FineTuning.Images)
        {
            yield return new("fine-tuning", stack, stack, final, train, validation, training);
            yield break;
        }
        var mlp = Seeded.Build(training.Seed, () => stack.ToMlp(Classes), ScalarType.Float32);
        stack.Dispose();
        yield return new("fine-tuning", mlp, mlp, final, train, validation, training);
    }

    private Mlp Perceptron()
    {
        using var stack = new StackedAutoencoder(Stack);
        return stack.ToMlp(Classes);
    }
}
