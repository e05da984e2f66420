using Lectures.Models.Layers;
using static Lectures.Models.Tests.Layers.Parts;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class DecoderBlockTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [TestCase(1, true)]
    [TestCase(3, false)]
    public void Holds_the_contract(long heads, bool normFirst) =>
        LayerContract.Holds(DecoderBlock(6, heads, 5, normFirst), X(2, 3, 6), X(2, 4, 6));

    [TestCase(true)]
    [TestCase(false)]
    public void Holds_the_contract_with_both_masks(bool normFirst) =>
        LayerContract.Holds(DecoderBlock(6, 3, 5, normFirst), X(3, 5, 6), X(3, 4, 6), Padding5, Padding);

    [Test]
    public void Output_does_not_change_with_later_inputs_but_with_the_memory()
    {
        using var scope = NewDisposeScope();
        using var block = DecoderBlock(6, 3, 5, normFirst: true);
        var (x, memory) = (X(2, 5, 6), X(2, 4, 6));
        var y = block.Forward([x, memory])[0]!;
        var later = x.clone();
        later.narrow(1, 3, 2).fill_(7);
        var changed = block.Forward([later, memory])[0]!;
        Assert.That((changed - y).narrow(1, 0, 3).abs().max().item<double>(), Is.LessThan(1e-14));
        Assert.That((block.Forward([x, memory + 1])[0]! - y).abs().max().item<double>(), Is.GreaterThan(1e-3));
    }

    [Test]
    public void Weights_have_the_paths_of_their_parts()
    {
        using var block = DecoderBlock(6, 3, 5, normFirst: true);
        Assert.That(block.NamedWeights().Select(named => named.Path.Split('.')[0]).Distinct(),
            Is.EqualTo(new[] { "norm1", "attention", "norm2", "cross", "norm3", "feedForward" }));
    }

    [Test]
    public void Refuses_a_missing_memory()
    {
        using var block = DecoderBlock(6, 3, 5, normFirst: true);
        Refuses(() => block.Forward([X(2, 4, 6)]), "DecoderBlock: expected 4 inputs, got 1.");
    }

    private static Tensor Padding5 => tensor(new[]
    {
        false, false, false, false, false,
        true, false, false, true, true,
        true, true, true, true, true,
    }).view(3, 5);
}
