using Lectures.Models.Networks;
using TorchSharp;
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
        Assert.That(error.Message, Is.EqualTo("hidden: expected at least one layer, got none."));
    }

    [Test]
    public void The_perceptron_made_of_it_has_its_type()
    {
        using var scope = NewDisposeScope();
        using var stack = new StackedAutoencoder(new(6) { Hidden = [4] });
        stack.to(ScalarType.Float64);
        using var mlp = stack.ToMlp(2);
        Assert.That(mlp.get_parameter("0.weight")!.Equals(stack.get_parameter("layers.0.encoder.weight")!), Is.True);
        Assert.That(mlp.parameters().Select(p => p.dtype), Has.All.EqualTo(ScalarType.Float64));
    }

    [Test]
    public void Patterns_and_codes_of_another_width_are_refused()
    {
        using var scope = NewDisposeScope();
        using var stack = new StackedAutoencoder(new(6) { Hidden = [4] });
        Assert.That(Assert.Throws<ArgumentException>(() => stack.Encode(rand(5, 7)))!.Message,
            Is.EqualTo("x: expected shape (N, 6), got (5, 7)."));
        Assert.That(Assert.Throws<ArgumentException>(() => stack.Layers[0].Decode(rand(5, 7)))!.Message,
            Is.EqualTo("code: expected shape (N, 4), got (5, 7)."));
    }
}
