using Lectures.Models.Data;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>A module and what it learns to minimise.</summary>
/// <param name="Build">Makes the module, with fresh float32 weights from torch's global generator.</param>
/// <param name="Call">The module's prediction for the inputs that the network by hand takes.</param>
/// <param name="Loss">What is minimised.</param>
public sealed record ModelTask(Func<nn.Module> Build, Func<nn.Module, Tensor?[], Tensor> Call, LossFunction Loss)
{
    /// <summary>The share of the target that all classes have in equal parts; of the cross-entropy only.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The loss of a prediction, for autograd.</summary>
    public Tensor LossOf(Tensor prediction, Tensor target) => Loss.Of(prediction, target, LabelSmoothing);

    /// <summary>How many classes K there are, where classes are given to a loss that compares numbers.</summary>
    public long Classes { get; init; }

    /// <summary>What the loss compares with: the batch's target; classes as (N, K) of 0 and 1 where the loss compares
    /// numbers.</summary>
    public Tensor TargetOf(Batch batch) => Loss == LossFunction.CrossEntropy || batch.Target.is_floating_point()
        ? batch.Target
        : nn.functional.one_hot(batch.Target, Classes).to(ScalarType.Float32);

    /// <summary>The probability of each class for a prediction (…, K): softmax where the module says logits.</summary>
    public Func<Tensor, Tensor> ProbabilitiesOf { get; init; } = logits => logits.softmax(-1);

    /// <summary>The task of a module with one input.</summary>
    public static ModelTask Of<T>(Func<T> build, LossFunction loss) where T : nn.Module<Tensor, Tensor>, IHandWritten =>
        new(build, (module, inputs) => ((T)module).call(inputs[0]!), loss);

    /// <summary>Guessing hidden tokens; inputs: tokens and padding.</summary>
    public static ModelTask Of(BertOptions options) => Language(() => new Bert(options));

    /// <summary>Guessing the next token; inputs: tokens and padding.</summary>
    public static ModelTask Of(GptOptions options) => Language(() => new Gpt(options));

    /// <summary>Translating; inputs: source, target so far, padding of both.</summary>
    public static ModelTask Of(Seq2SeqOptions options) => new(
        () => new Seq2Seq(options),
        (module, inputs) => ((Seq2Seq)module).call(inputs[0]!, inputs[1]!, inputs[2], inputs[3]),
        LossFunction.CrossEntropy);

    private static ModelTask Language(Func<LanguageModel> build) => new(
        build, (module, inputs) => ((LanguageModel)module).call(inputs[0]!, inputs[1]), LossFunction.CrossEntropy);
}
