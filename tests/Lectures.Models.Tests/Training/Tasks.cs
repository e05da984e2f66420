using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Data.Text;
using Lectures.Models.Losses;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Training;

/// <summary>Small models with something small to learn.</summary>
internal static class Tasks
{
    public const int Height = 5, Width = 7, Classes = 3;

    private static readonly TextCorpus text =
        new(string.Concat(Enumerable.Repeat("to be or not to be, that is it. ", 4)));

    /// <summary>A task of every kind of model, with dropout where it has some.</summary>
    public static (ModelTask Task, IPatterns Patterns) Of(string model, int count = 23) => model switch
    {
        "mlp" => (Mlp(0.3), Images(count, ImageLayout.Flat)),
        "cnn" => (
            ModelTask.Of(
                () => new Cnn(new(Height, Width, 1, Classes)
                {
                    Filters = [4],
                    Hidden = [6],
                    BatchNorm = true,
                    Dropout = 0.2
                }),
                LossFunction.CrossEntropy),
            Images(count, ImageLayout.Picture)),
        "gru" => (
            ModelTask.Of(
                () => new RecurrentClassifier(new(Width, Classes) { Recurrent = new(RecurrentUnit.Gru, Hidden: 6) }),
                LossFunction.CrossEntropy),
            Images(count, ImageLayout.Rows)),
        _ => (
            ModelTask.Of(new GptOptions(text.VocabularySize, 9)
            {
                Blocks = 2,
                Block = new(8, 2, 12) { Dropout = 0.1 }
            }),
            TextPatterns.Everywhere(text, 9, hasPadding: true)),
    };

    /// <summary>A perceptron on images laid out flat.</summary>
    public static ModelTask Mlp(double dropout = 0) => ModelTask.Of(
        () => new Mlp(new(Height * Width, Classes) { Hidden = [8, 6], Dropout = dropout }), LossFunction.CrossEntropy);

    /// <summary>Bars at a height of their class, under noise.</summary>
    public static ImagePatterns Images(int count, ImageLayout layout, Augmentation? augmentation = null) =>
        new(Bars(count), layout) { Augmentation = augmentation };

    public static ImageSet Bars(int count)
    {
        var random = new Random(3);
        var (pixels, labels) = (new byte[count * Height * Width], new byte[count]);
        for (var n = 0; n < count; n++)
        {
            labels[n] = (byte)(n % Classes);
            for (var i = 0; i < Height * Width; i++)
                pixels[n * Height * Width + i] = (byte)(random.Next(90) + (i / Width == labels[n] + 1 ? 160 : 0));
        }
        return new(pixels, labels, Height, Width);
    }

    public static nn.Module Build(ModelTask task, long seed = 1) => Seeded.Build(seed, task.Build, ScalarType.Float32);

    /// <summary>The bytes of tensors by name.</summary>
    public static Dictionary<string, byte[]> Bytes(IReadOnlyDictionary<string, Tensor> tensors) => tensors.ToDictionary(
        named => named.Key, named => named.Value.detach().contiguous().bytes.ToArray());
}
