using Lectures.Models.Layers;
using static Lectures.Models.Tests.Layers.Parts;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class MultiHeadAttentionTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [TestCase(1, false)]
    [TestCase(3, false)]
    [TestCase(1, true)]
    [TestCase(3, true)]
    public void Holds_the_contract_as_self_attention(long heads, bool causal) =>
        LayerContract.Holds(Attention(6, heads, causal), X(2, 5, 6));

    [TestCase(1, 4, 5)]
    [TestCase(3, 5, 4)]
    public void Holds_the_contract_as_cross_attention(long heads, long t, long s) =>
        LayerContract.Holds(Attention(9, heads), X(2, t, 9), X(2, s, 9));

    [TestCase(false)]
    [TestCase(true)]
    public void Holds_the_contract_with_padding_and_a_fully_masked_row(bool causal) =>
        LayerContract.Holds(Attention(6, 3, causal), X(3, 4, 6), null, Padding);

    [Test]
    public void Holds_the_contract_as_cross_attention_with_padding() =>
        LayerContract.Holds(Attention(6, 3), X(3, 5, 6), X(3, 4, 6), Padding);

    [Test]
    public void Holds_the_contract_without_biases()
    {
        LayerContract.Holds(new MultiHeadAttention(Plain(), Plain(), Plain(), Plain(), 2), X(2, 3, 6));

        static Affine Plain() => new(new Weight(X(6, 6)));
    }

    [Test]
    public void Holds_in_float32() => LayerContract.HoldsIn(ScalarType.Float32, 1e-5, type =>
        (Attention(6, 3, causal: true, type), [randn(3, 4, 6, dtype: type), null, Padding]));

    [Test]
    public void A_fully_masked_row_gives_the_output_bias_and_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var layer = Attention(6, 3);
        var y = layer.Forward([X(3, 5, 6), X(3, 4, 6), Padding])[0]!;
        Assert.That(y[2].allclose(layer.Children[3].Layer.Weights[1].Weight.Value.expand(5, 6)), Is.True);
        var gradients = layer.Backward([X(3, 5, 6)]);
        Assert.That(gradients[0]![2].abs().max().item<double>(), Is.Zero);
        Assert.That(gradients[1]![2].abs().max().item<double>(), Is.Zero);
        Assert.That(gradients[0]!.isfinite().all().item<bool>(), Is.True);
    }

    [Test]
    public void What_is_under_the_mask_does_not_matter()
    {
        using var scope = NewDisposeScope();
        using var layer = Attention(6, 3);
        var (x, source) = (X(3, 5, 6), X(3, 4, 6));
        var other = source.masked_fill(Padding.unsqueeze(-1), 100);
        Assert.That(layer.Forward([x, source, Padding])[0]!.Equals(layer.Forward([x, other, Padding])[0]!), Is.True);
        Assert.That(layer.Forward([x, source])[0]!.allclose(layer.Forward([x, other])[0]!), Is.False);
    }

    [Test]
    public void Causal_output_does_not_change_with_later_inputs()
    {
        using var scope = NewDisposeScope();
        using var layer = Attention(6, 3, causal: true);
        var x = X(2, 5, 6);
        var other = x.clone();
        other[TensorIndex.Colon, 3].fill_(7);
        var (y, changed) = (layer.Forward([x])[0]!, layer.Forward([other])[0]!);
        Assert.That((y - changed).narrow(1, 0, 3).abs().max().item<double>(), Is.LessThan(1e-15));
        Assert.That((y - changed).narrow(1, 3, 2).abs().min().item<double>(), Is.GreaterThan(1e-6));
    }

    [Test]
    public void Probabilities_of_a_row_sum_to_one()
    {
        using var scope = NewDisposeScope();
        using var layer = Attention(6, 3, causal: true);
        layer.Forward([X(2, 5, 6)]);
        Assert.That(layer.Probabilities.shape, Is.EqualTo(new long[] { 2, 3, 5, 5 }));
        Assert.That((layer.Probabilities.sum(dim: -1) - 1).abs().max().item<double>(), Is.LessThan(1e-15));
        Assert.That(layer.Probabilities.triu(1).abs().max().item<double>(), Is.Zero);
    }

    [Test]
    public void Refuses_heads_that_do_not_divide_the_width() => Refuses(
        () => Attention(6, 4), "heads: expected a divisor of width = 6, got 4.");

    [Test]
    public void Refuses_projections_of_another_width() => Refuses(
        () => new MultiHeadAttention(Affine(6, 6), Affine(5, 5), Affine(6, 6), Affine(6, 6), 2),
        "key: expected weights (6, 6) as the query's, got (5, 5).");

    [Test]
    public void Refuses_inputs_that_do_not_fit()
    {
        Refuses(() => Attention(6, 3).Forward([X(2, 5)]), "x: expected shape (N, T, 6), got (2, 5).");
        Refuses(() => Attention(6, 3).Forward([X(2, 5, 6), X(3, 4, 6)]),
            "source: expected shape (2, S, 6), got (3, 4, 6).");
        Refuses(() => Attention(6, 3).Forward([X(2, 5, 6), null, zeros(2, 4, dtype: ScalarType.Bool)]),
            "padding mask: expected shape (2, 5), got (2, 4).");
        Refuses(() => Attention(6, 3).Forward([X(2, 5, 6), null, zeros(2, 5)]),
            "padding mask: expected Bool (true = ignore), got Float32; convert it with .to(ScalarType.Bool).");
        Refuses(() => Attention(6, 3).Forward([null]), "MultiHeadAttention: expected 3 inputs, got 0.");
    }
}
