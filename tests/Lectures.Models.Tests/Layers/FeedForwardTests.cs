using Lectures.Models.Layers;
using static Lectures.Models.Tests.Layers.Parts;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class FeedForwardTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [Test]
    public void Holds_the_contract() => LayerContract.Holds(FeedForward(3, 7), X(2, 5, 3));

    [Test]
    public void Weights_have_the_paths_hidden_and_out()
    {
        using var layer = FeedForward(3, 7);
        Assert.That(layer.NamedWeights().Select(named => named.Path),
            Is.EqualTo(new[] { "hidden.weight", "hidden.bias", "out.weight", "out.bias" }));
    }

    [Test]
    public void Treats_every_position_alike()
    {
        using var scope = NewDisposeScope();
        using var layer = FeedForward(3, 7);
        var x = X(2, 5, 3);
        Assert.That(layer.Forward(x)[1, 4].allclose(layer.Forward(x[1, 4].view(1, 3))[0]), Is.True);
    }

    [Test]
    public void Refuses_an_output_that_does_not_lead_back() => Refuses(
        () => new FeedForward(Affine(3, 7), new Gelu(), Affine(7, 4)), "output: expected weights (3, 7), got (4, 7).");
}
