using Lectures.Models.Checking;
using Lectures.Models.Checking.Diagnosis;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking.Diagnosis;

/// <summary>A weight that two layers share: its gradient is a sum, but only one of them may be to blame.</summary>
public class TiedWeightTests
{
    [TestCase("encoder", "affine-weight-mean")]
    [TestCase("encoder", "affine-weight-halved")]
    [TestCase("encoder", "affine-weight-transposed")]
    [TestCase("decoder", "transposed-affine-weight-mean")]
    [TestCase("decoder", "transposed-affine-use-doubled")]
    [TestCase("decoder", "transposed-affine-use-forgotten")]
    public void Only_the_layer_that_is_wrong_is_blamed(string path, string name)
    {
        var mistake = Catalogue.Find(name);
        using var scope = NewDisposeScope();
        using var network = Tied();
        Of(network, path).Fault = new PlantedMistake(mistake);

        var report = GradientCheck.Run(network, [Random(7, 5)], new() { Entries = 0, Directions = 0 });

        Assert.That(
            report.Diagnoses.Select(diagnosis => (diagnosis.Layer, diagnosis.Cause)),
            Is.EqualTo(new[] { (path, mistake.Cause) }), $"{report}");
    }

    [Test]
    public void Both_layers_are_blamed_when_both_are_wrong()
    {
        using var scope = NewDisposeScope();
        using var network = Tied();
        Of(network, "encoder").Fault = new PlantedMistake(Catalogue.Find("affine-weight-halved"));
        Of(network, "decoder").Fault = new PlantedMistake(Catalogue.Find("transposed-affine-weight-mean"));

        var report = GradientCheck.Run(network, [Random(7, 5)], new() { Entries = 0, Directions = 0 });

        Assert.That(report.Diagnoses.Select(diagnosis => diagnosis.Layer), Is.EquivalentTo(["encoder", "decoder"]), $"{report}");
    }

    [Test]
    public void An_encoder_that_overwrites_the_decoders_gradient_is_blamed()
    {
        using var scope = NewDisposeScope();
        using var network = Tied();
        Of(network, "encoder").Fault = new Overwrites();

        var report = GradientCheck.Run(network, [Random(7, 5)], new() { Entries = 0, Directions = 0 });

        Assert.That(report.Diagnoses.Select(diagnosis => diagnosis.Layer), Is.EqualTo(["encoder"]), $"{report}");
    }

    private sealed class Overwrites : IFault
    {
        public Tensor?[] Backward(GeneralLayer layer, Tensor?[] outputGradients, Func<Tensor?[], Tensor?[]> right)
        {
            layer.Weights.Single(own => own.Name == "weight").Weight.ZeroGradient();
            return right(outputGradients);
        }
    }

    private static GeneralLayer Of(GeneralLayer network, string path) =>
        network.NamedLayers().Single(named => named.Path == path).Layer;

    private static Sequence Tied()
    {
        var weight = new Weight(Random(3, 5));
        return new(
            ("encoder", new Affine(weight, new Weight(Random(3)))),
            ("tanh", new Tanh()),
            ("decoder", new TransposedAffine(weight, new Weight(Random(5)))));
    }

    private static Tensor Random(params long[] shape)
    {
        using var generator = new Generator(3);
        return randn(shape, ScalarType.Float64, generator: generator);
    }
}
