using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class SequenceTests
{
    [SetUp]
    public void Seed() => manual_seed(14);

    [Test]
    public void Holds_the_contract() => LayerContract.Holds(
        new Sequence(MakeAffine(3, 5), new Tanh(), MakeAffine(5, 2), new Softmax()), randn(4, 3, ScalarType.Float64));

    [Test]
    public void Without_layers_it_is_the_identity() =>
        LayerContract.Holds(new Sequence(Array.Empty<Layer>()), randn(4, 3, ScalarType.Float64));

    [Test]
    public void Indices_have_no_gradient_however_deep_they_enter()
    {
        using var table = randn(7, 3, ScalarType.Float64);
        LayerContract.Holds(
            new Sequence(new Sequence(new Embedding(new Weight(table))), MakeAffine(3, 2)), tensor([0L, 6, 1, 6], [2, 2]));
    }

    [Test]
    public void A_residual_connection_holds_the_contract() =>
        LayerContract.Holds(new Residual(new Sequence(MakeAffine(3, 5), new Sigmoid(), MakeAffine(5, 3))), randn(4, 2, 3, ScalarType.Float64));

    [Test]
    public void A_residual_connection_refuses_a_layer_that_changes_the_shape()
    {
        using var scope = NewDisposeScope();
        using var layer = new Residual(MakeAffine(3, 1));
        var error = Assert.Throws<ArgumentException>(() => layer.Forward([randn(4, 3, ScalarType.Float64)]))!;
        Assert.That(error.Message, Is.EqualTo("residual f(x): expected shape (4, 3), got (4, 1)."));
    }

    private static Affine MakeAffine(long inputs, long outputs) =>
        new(new Weight(randn(outputs, inputs, ScalarType.Float64)), new Weight(randn(outputs, ScalarType.Float64)));
}
