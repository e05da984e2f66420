using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public class StackedAutoencoderTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [Test]
    public void A_tied_decoder_has_no_weight_of_its_own()
    {
        using var tied = new StackedAutoencoder(new(6) { Hidden = [4, 3] });
        using var free = new StackedAutoencoder(new(6) { Hidden = [4, 3], Tied = false });
        Assert.That(tied.state_dict().Keys, Is.EquivalentTo(new[]
        {
            "layers.0.encoder.weight", "layers.0.encoder.bias", "layers.0.decoder.bias",
            "layers.1.encoder.weight", "layers.1.encoder.bias", "layers.1.decoder.bias",
        }));
        Assert.That(free.state_dict().Keys.Except(tied.state_dict().Keys),
            Is.EquivalentTo(new[] { "layers.0.decoder.weight", "layers.1.decoder.weight" }));
    }

    [Test]
    public void A_tied_decoder_is_the_encoder_transposed()
    {
        using var scope = NewDisposeScope();
        using var layer = new StackedAutoencoder(new(6) { Hidden = [4] }).Layers[0];
        var (w, b, c) = (layer.get_parameter("encoder.weight")!, layer.get_parameter("encoder.bias")!, layer.get_parameter("decoder.bias")!);
        var x = rand(5, 6);
        var expected = ((x.mm(w.t()) + b).sigmoid().mm(w) + c).sigmoid();
        Assert.That(layer.call(x).allclose(expected), Is.True);
    }

    [Test]
    public void The_perceptron_made_of_it_begins_as_the_encoders()
    {
        using var scope = NewDisposeScope();
        using var stack = new StackedAutoencoder(new(6) { Hidden = [4, 3], InputNoise = 0.5 });
        using var mlp = stack.ToMlp(2);
        stack.eval();
        var x = rand(5, 6);
        var expected = nn.functional.linear(stack.Encode(x), mlp.get_parameter("4.weight")!, mlp.get_parameter("4.bias")!);
        Assert.That(mlp.call(x).allclose(expected), Is.True);
    }

    [Test]
    public void Noise_is_drawn_while_learning_only()
    {
        using var scope = NewDisposeScope();
        using var stack = new StackedAutoencoder(new(6) { Hidden = [4], InputNoise = 0.5 });
        var x = rand(5, 6);
        Assert.That(stack.call(x).Equals(stack.call(x)), Is.False);
        stack.eval();
        Assert.That(stack.call(x).Equals(stack.call(x)), Is.True);
    }

    [Test]
    public void No_code_layer_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new StackedAutoencoder(new(6) { Hidden = [] }))!;
        Assert.That(error.Message, Is.EqualTo("code layers: expected at least 1, got 0."));
    }
}
