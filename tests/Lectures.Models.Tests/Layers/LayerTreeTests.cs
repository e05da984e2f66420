using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class LayerTreeTests
{
    [Test]
    public void Paths_are_the_names_from_the_root_down()
    {
        using var tree = new Sequence(
            ("encoder", new Sequence(new Affine(W(3, 3), W(3)), new Sigmoid(), new Residual(new Affine(W(3, 3)), "attention"))),
            ("head", new Affine(W(5, 3), W(5))));
        Assert.That(tree.NamedLayers().Select(named => named.Path), Is.EqualTo(new[]
        {
            "", "encoder", "encoder.0", "encoder.1", "encoder.2", "encoder.2.attention", "head",
        }));
        Assert.That(tree.NamedWeights().Select(named => named.Path), Is.EqualTo(new[]
        {
            "encoder.0.weight", "encoder.0.bias", "encoder.2.attention.weight", "head.weight", "head.bias",
        }));
    }

    [Test]
    public void An_empty_name_adds_nothing_to_a_path()
    {
        using var tree = new Sequence(("", new Sequence(("", new Affine(W(3, 3))), ("last", new Sequence(("", new Affine(W(2, 3))))))));
        Assert.That(tree.NamedWeights().Select(named => named.Path), Is.EqualTo(new[] { "weight", "last.weight" }));
        Assert.That(tree.NamedLayers().Last().Path, Is.EqualTo("last"));
    }

    [Test]
    public void A_tied_weight_appears_once_at_its_first_place()
    {
        var tied = W(3, 3);
        using var tree = new Sequence(("first", new Affine(tied)), ("second", new Affine(tied, W(3))));
        Assert.That(tree.NamedWeights().Select(named => named.Path), Is.EqualTo(new[] { "first.weight", "second.bias" }));
    }

    [Test]
    public void A_weight_knows_where_it_stands_in_the_state_dict()
    {
        using var packed = randn(6, 3);
        var keys = new StateSlice("in_proj_weight", (2, 4));
        using var weight = new Weight(keys.Of(packed), keys);
        Assert.That($"{weight.Source}", Is.EqualTo("in_proj_weight[2:4]"));
        using var off = no_grad();
        weight.Value.fill_(7);
        using var sum = packed.eq(7).sum(dim: 1);
        Assert.That(sum.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 0, 3, 3, 0, 0 }));
    }

    [Test]
    public void A_gradient_of_another_shape_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var weight = new Weight(randn(5, 3), "0.weight");
        var error = Assert.Throws<ArgumentException>(() => weight.Accumulate(randn(3, 5)))!;
        Assert.That(error.Message, Is.EqualTo("gradient of 0.weight: expected shape (5, 3), got (3, 5)."));
    }

    private static Weight W(params long[] shape) => new(randn(shape));
}
