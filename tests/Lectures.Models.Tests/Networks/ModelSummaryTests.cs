using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Layers;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public class ModelSummaryTests
{
    [Test]
    public void The_lectures_cnn_layer_by_layer()
    {
        using var cnn = Seeded.Build(1, () => new Cnn(new CnnOptions()), ScalarType.Float32);
        using var x = zeros(3, 1, 28, 28);
        var summary = ModelSummary.Of(cnn, x);
        Assert.That(summary.Parameters, Is.EqualTo(108_618));
        Assert.That(summary.Layers.Select(Text), Is.EqualTo(new[]
        {
            " Sequence 3×10 0",
            "0 Convolution2d 3×16×26×26 160 weight 16×1×3×3 bias 16",
            "1 MaxPool2d 3×16×13×13 0",
            "2 Relu 3×16×13×13 0",
            "3 Convolution2d 3×32×11×11 4640 weight 32×16×3×3 bias 32",
            "4 MaxPool2d 3×32×5×5 0",
            "5 Relu 3×32×5×5 0",
            "6 Flatten 3×800 0",
            "7 Affine 3×128 102528 weight 128×800 bias 128",
            "8 Relu 3×128 0",
            "9 Affine 3×10 1290 weight 10×128 bias 10",
        }));
    }

    [TestCase(new long[] { 512 }, 407_050)]
    [TestCase(new long[] { 128, 128, 128, 128 }, 151_306)]
    public void The_lectures_dense_networks_in_total(long[] hidden, long parameters)
    {
        using var mlp = Seeded.Build(1, () => new Mlp(new MlpOptions { Hidden = hidden }), ScalarType.Float32);
        using var x = zeros(2, 784);
        Assert.That(ModelSummary.Of(mlp, x).Parameters, Is.EqualTo(parameters));
    }

    [Test]
    public void A_tied_weight_counts_once_and_names_its_first_place()
    {
        var shared = new Weight(randn(5, 3));
        using var network = new Sequence(new Affine(shared, null), new TransposedAffine(shared, new Weight(randn(3))));
        using var x = randn(2, 3);
        var summary = ModelSummary.Of(network, x);
        Assert.That(summary.Parameters, Is.EqualTo(15 + 3));
        Assert.That(summary.Layers[2].Weights[0].TiedTo, Is.EqualTo("0.weight"));
        Assert.That(summary.Layers[2].Parameters, Is.EqualTo(3));
    }

    [Test]
    public void Every_model_counts_as_its_module_does()
    {
        using var scope = NewDisposeScope();
        var batch = CheckBatch.Draw(Strokes.Generate(20, 1), TextCorpus.BuiltIn, 2, 1);
        foreach (var model in VerifiedModel.All)
            foreach (var one in model.Cases(batch))
            {
                var module = Seeded.Build(1, one.Task.Build, ScalarType.Float32);
                if (module is not IHandWritten) continue;
                var summary = ModelSummary.Of(module, one.Data(batch).Inputs);
                Assert.That(summary.Parameters, Is.EqualTo(module.parameters().Sum(p => p.numel())),
                    $"{model.Name} {one.Variant}");
                Assert.That(summary.Layers.Select(layer => layer.Outputs.Count), Has.All.Positive,
                    $"{model.Name} {one.Variant}");
            }
    }

    [Test]
    public void Mode_and_running_statistics_stay_as_they_are()
    {
        using var mlp = Seeded.Build(
            1, () => new Mlp(new MlpOptions(3, 2) { Hidden = [5], BatchNorm = true, Dropout = 0.5 }), ScalarType.Float32);
        using var x = randn(7, 3);
        using var before = mlp.get_buffer("1.running_mean")!.clone();
        ModelSummary.Of(mlp, x);
        Assert.That(mlp.training);
        Assert.That(mlp.get_buffer("1.running_mean")!.allclose(before));

        using var network = mlp.ByHand();
        ModelSummary.Of(network, x);
        Assert.That(network.NamedLayers().Select(named => named.Layer.Training), Has.All.True);
        Assert.That(network.NamedLayers().Select(named => named.Layer.Observer), Has.All.Null);
    }

    [Test]
    public void A_summary_leaves_no_live_tensors_behind()
    {
        using var cnn = Seeded.Build(1, () => new Cnn(new CnnOptions(11, 10)), ScalarType.Float32);
        using var x = randn(2, 1, 11, 10);
        var before = LiveTensors.Settled();
        ModelSummary.Of(cnn, x);
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void A_module_without_a_network_by_hand_is_refused()
    {
        using var linear = nn.Linear(3, 2);
        using var x = zeros(1, 3);
        Assert.That(() => ModelSummary.Of(linear, x), Throws.ArgumentException.With.Message.EqualTo(
            "module: expected one with a network by hand (IHandWritten), got Linear."));
    }

    private static string Text(LayerSummary layer)
    {
        var weights = layer.Weights.Select(weight => $" {weight.Name} {string.Join('×', weight.Shape)}");
        return $"{layer.Path} {layer.Type} {string.Join('×', layer.Outputs[0])} {layer.Parameters}{string.Concat(weights)}";
    }
}
