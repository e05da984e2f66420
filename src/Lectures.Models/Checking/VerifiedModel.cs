using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>A named model with the cases it is verified in: the lecture's size, and small ones of other settings.</summary>
/// <param name="Name">The model's name, everywhere the same.</param>
/// <param name="Build">The module in the lecture's size, for a batch's image size and classes.</param>
/// <param name="Cases">The cases for a batch; none for a model without a gradient.</param>
internal sealed partial record VerifiedModel(string Name, Func<CheckBatch, nn.Module> Build, Func<CheckBatch, IEnumerable<ModelCase>> Cases)
{
    /// <summary>What is held against the literal algorithm, if anything.</summary>
    public Func<CheckBatch, VerificationOptions, IEnumerable<TensorCheck>>? Literally { get; init; }

    /// <summary>Every model, in the lecture's order.</summary>
    public static IReadOnlyList<VerifiedModel> All { get; } =
        [PerceptronModel, SigmoidUnitModel, MlpModel, AutoencoderModel, CnnModel, ElmanModel, LstmModel, GruModel, EncoderModel, BertModel, GptModel, Seq2SeqModel];

    private static VerifiedModel PerceptronModel => new("perceptron", batch => new Perceptron(batch.Pixels), _ => [])
    {
        Literally = LiteralCheck.Perceptron,
    };

    private static VerifiedModel SigmoidUnitModel => new("sigmoid-unit", batch => new SigmoidUnit(batch.Pixels), batch =>
    [
        ModelCase.Of("lecture", () => new SigmoidUnit(batch.Pixels), LossFunction.SquaredError, data => (data.Flat(), data.Odd())),
        ModelCase.Of("small", () => new SigmoidUnit(49), LossFunction.SquaredError, data => (data.Thumbnails(7).flatten(1), data.Odd())) with { Small = true },
    ]);

    private static VerifiedModel MlpModel => new("mlp", batch => new Mlp(Lecture(batch)), batch =>
    [
        Mlp("lecture", Lecture(batch), data => data.Flat()),
        Mlp("sigmoid", Small(batch) with { Activation = Activation.Sigmoid, Output = OutputUnit.Sigmoid, Loss = LossFunction.SquaredError }),
        Mlp("softmax", Small(batch) with { Activation = Activation.Tanh, Output = OutputUnit.Softmax, Loss = LossFunction.MeanSquaredError }),
        Mlp("binary", Small(batch) with { Activation = Activation.LeakyRelu, Loss = LossFunction.BinaryCrossEntropy }),
        // no cross-entropy here: its own log-softmax makes Σₖ dyₖ = 0, and the Jacobian would go unseen
        Mlp("log-softmax", Small(batch) with { Output = OutputUnit.LogSoftmax, Loss = LossFunction.MeanSquaredError }),
        Mlp("dropout", Small(batch) with { Activation = Activation.GeluTanh, Dropout = 0.25, BatchNorm = batch.Images.size(0) > 1 }),
        Mlp("lecture-dropout", Small(batch) with { Activation = Activation.Gelu, Dropout = 0.25, DropoutScaling = Layers.DropoutScaling.Recognition }),
    ])
    {
        Literally = LiteralCheck.Networks,
    };

    private static VerifiedModel AutoencoderModel => new("autoencoder", batch => new StackedAutoencoder(new(batch.Pixels)), batch =>
    [
        Autoencoder("lecture", new(batch.Pixels), data => data.Flat()),
        Autoencoder("tied", new(49) { Hidden = [5, 4], InputNoise = 0.1 }, data => data.Thumbnails(7).flatten(1)) with { Small = true },
        Autoencoder("free", new(49) { Hidden = [4, 3], Tied = false, Activation = Activation.Tanh }, data => data.Thumbnails(7).flatten(1)) with { Small = true },
    ]);

    private static VerifiedModel CnnModel => new("cnn", batch => new Cnn(new(batch.Height, batch.Width, 1, batch.ClassCount)), batch =>
    [
        Cnn("lecture", new(batch.Height, batch.Width, 1, batch.ClassCount), data => data.Images.unsqueeze(1)),
        Cnn("small", new(14, 14, 1, batch.ClassCount) { Filters = [3, 4], Hidden = [6] }, data => data.Thumbnails(14).unsqueeze(1)) with { Small = true },
        Cnn("average", new(14, 14, 1, batch.ClassCount) { Filters = [3, 4], Hidden = [6], Pooling = Pooling.Average }, data => data.Thumbnails(14).unsqueeze(1)) with { Small = true },
        Cnn("strided", new(10, 10, 1, batch.ClassCount)
        {
            Filters = [2, 3],
            Stride = 2,
            Padding = 1,
            Pool = 1,
            Hidden = [],
            BatchNorm = true,
            Activation = Activation.Gelu,
        }, data => data.Thumbnails(10).unsqueeze(1)) with { Small = true },
    ]);

    private static MlpOptions Lecture(CheckBatch batch) => new(batch.Pixels, batch.ClassCount);

    private static MlpOptions Small(CheckBatch batch) => new(49, batch.ClassCount) { Hidden = [5, 6] };

    private static ModelCase Mlp(string variant, MlpOptions options) =>
        Mlp(variant, options, data => data.Thumbnails(7).flatten(1)) with { Small = true };

    private static ModelCase Mlp(string variant, MlpOptions options, Func<CheckBatch, Tensor> images) =>
        ModelCase.Of(variant, () => new Mlp(options), options.Loss,
            data => (images(data), options.Loss == LossFunction.CrossEntropy ? data.Classes : data.OneHot()));

    private static ModelCase Autoencoder(string variant, StackedAutoencoderOptions options, Func<CheckBatch, Tensor> images) =>
        ModelCase.Of(variant, () => new StackedAutoencoder(options), LossFunction.MeanSquaredError, data => (images(data), images(data)));

    private static ModelCase Cnn(string variant, CnnOptions options, Func<CheckBatch, Tensor> images) =>
        ModelCase.Of(variant, () => new Cnn(options), LossFunction.CrossEntropy, data => (images(data), data.Classes));
}
