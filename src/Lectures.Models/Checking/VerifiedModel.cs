using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>A named model with the cases it is verified in: the lecture's size, and small ones of other
/// settings.</summary>
/// <param name="Name">The model's name, everywhere the same.</param>
/// <param name="Build">The module in the lecture's size, for a batch's image size and classes.</param>
/// <param name="Cases">The cases for a batch; none for a model without a gradient.</param>
internal sealed partial record VerifiedModel(
    string Name, Func<CheckBatch, nn.Module> Build, Func<CheckBatch, IEnumerable<ModelCase>> Cases)
{
    /// <summary>What is held against the literal algorithm, if anything.</summary>
    public Func<CheckBatch, VerificationOptions, IEnumerable<TensorCheck>>? Literally { get; init; }

    /// <summary>Every model, in the lecture's order.</summary>
    public static IReadOnlyList<VerifiedModel> All { get; } =
    [
        PerceptronModel, SigmoidUnitModel, MlpModel, AutoencoderModel, CnnModel,
        ElmanModel, LstmModel, GruModel, EncoderModel, BertModel, GptModel, Seq2SeqModel,
    ];

    private static VerifiedModel PerceptronModel => new("perceptron", batch => new Perceptron(batch.Pixels), _ => [])
    {
        Literally = LiteralCheck.Perceptron,
    };

    private static VerifiedModel SigmoidUnitModel => new(
        "sigmoid-unit",
        batch => new SigmoidUnit(batch.Pixels),
        batch =>
        [
            SigmoidUnit("lecture", batch.Pixels, data => data.Flat()),
            SigmoidUnit("small", 49, data => data.FlatThumbnails(7)).AsSmall(),
        ]);

    private static VerifiedModel MlpModel => new(
        "mlp",
        batch => new Mlp(LectureMlp(batch)),
        batch => [Mlp("lecture", LectureMlp(batch), data => data.Flat()), .. SmallMlps(batch)])
    {
        Literally = LiteralCheck.Networks,
    };

    private static VerifiedModel AutoencoderModel => new(
        "autoencoder",
        batch => new StackedAutoencoder(new(batch.Pixels)),
        batch =>
        [
            Autoencoder("lecture", new(batch.Pixels), data => data.Flat()),
            Autoencoder(
                "tied",
                new(49) { Hidden = [5, 4], InputNoise = 0.1 },
                data => data.FlatThumbnails(7)).AsSmall(),
            Autoencoder(
                "free",
                new(49) { Hidden = [4, 3], Tied = false, Activation = Activation.Tanh },
                data => data.FlatThumbnails(7)).AsSmall(),
        ]);

    private static VerifiedModel CnnModel => new(
        "cnn",
        batch => new Cnn(LectureCnn(batch)),
        batch => [Cnn("lecture", LectureCnn(batch), data => data.Images), .. SmallCnns(batch)]);

    private static ModelCase SigmoidUnit(string variant, long inputs, Func<CheckBatch, Tensor> images) => ModelCase.Of(
        variant, () => new SigmoidUnit(inputs), LossFunction.SquaredError, data => (images(data), data.Odd()));

    private static MlpOptions LectureMlp(CheckBatch batch) => new(batch.Pixels, batch.ClassCount);

    private static IEnumerable<ModelCase> SmallMlps(CheckBatch batch)
    {
        var options = new MlpOptions(49, batch.ClassCount) { Hidden = [5, 6] };
        return
        [
            Small("sigmoid", options with
            {
                Activation = Activation.Sigmoid,
                Output = OutputUnit.Sigmoid,
                Loss = LossFunction.SquaredError,
            }),
            Small("softmax", options with
            {
                Activation = Activation.Tanh,
                Output = OutputUnit.Softmax,
                Loss = LossFunction.MeanSquaredError,
            }),
            Small("binary", options with { Activation = Activation.LeakyRelu, Loss = LossFunction.BinaryCrossEntropy }),
            // not the cross-entropy: its own log-softmax makes Σₖ dyₖ = 0, and half of the Jacobian would go unseen
            Small("log-softmax", options with { Output = OutputUnit.LogSoftmax, Loss = LossFunction.MeanSquaredError }),
            Small("dropout", options with
            {
                Activation = Activation.GeluTanh,
                Dropout = 0.25,
                BatchNorm = batch.Images.size(0) > 1,
            }),
            Small("lecture-dropout", options with
            {
                Activation = Activation.Gelu,
                Dropout = 0.25,
                DropoutScaling = DropoutScaling.Recognition,
            }).Smoothed(0.2),
        ];

        ModelCase Small(string variant, MlpOptions options) =>
            Mlp(variant, options, data => data.FlatThumbnails(7)).AsSmall();
    }

    private static ModelCase Mlp(string variant, MlpOptions options, Func<CheckBatch, Tensor> images) => ModelCase.Of(
        variant, () => new Mlp(options), options.Loss,
        data => (images(data), options.Loss == LossFunction.CrossEntropy ? data.Classes : data.OneHot()));

    private static ModelCase Autoencoder(
        string variant, StackedAutoencoderOptions options, Func<CheckBatch, Tensor> images) => ModelCase.Of(
            variant, () => new StackedAutoencoder(options), LossFunction.MeanSquaredError,
            data => (images(data), images(data)));

    private static CnnOptions LectureCnn(CheckBatch batch) => new(batch.Height, batch.Width, 1, batch.ClassCount);

    private static IEnumerable<ModelCase> SmallCnns(CheckBatch batch)
    {
        var small = new CnnOptions(14, 14, 1, batch.ClassCount) { Filters = [3, 4], Hidden = [6] };
        var strided = new CnnOptions(10, 10, 1, batch.ClassCount)
        {
            Filters = [2, 3],
            Stride = 2,
            Padding = 1,
            Pool = 1,
            Hidden = [],
            BatchNorm = true,
            Activation = Activation.Gelu,
        };
        var pooledFirst = new CnnOptions(10, 10, 1, batch.ClassCount)
        {
            Filters = [2, 3, 4],
            Padding = 1,
            PoolAfter = [1, 3],
            PoolFirst = true,
            Hidden = [],
            BatchNorm = true,
        };
        return
        [
            Cnn("small", small, data => data.Thumbnails(14)).AsSmall(),
            Cnn("average", small with { Pooling = Pooling.Average }, data => data.Thumbnails(14)).AsSmall(),
            Cnn("strided", strided, data => data.Thumbnails(10)).AsSmall(),
            Cnn("pooled-last", small with { PoolFirst = false }, data => data.Thumbnails(14)).AsSmall(),
            Cnn("pooled-first", pooledFirst, data => data.Thumbnails(10)).AsSmall(),
        ];
    }

    private static ModelCase Cnn(string variant, CnnOptions options, Func<CheckBatch, Tensor> images) => ModelCase.Of(
        variant, () => new Cnn(options), LossFunction.CrossEntropy,
        data => (images(data).unsqueeze(1), data.Classes));
}
