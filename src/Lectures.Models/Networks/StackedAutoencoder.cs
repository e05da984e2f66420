using Lectures.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>A stack of autoencoders for greedy layer-wise pre-training, §7.3.2.</summary>
/// <param name="Inputs">Input units I, values in [0, 1] for sigmoid units.</param>
public sealed record StackedAutoencoderOptions(long Inputs = 784)
{
    /// <summary>Units of each code layer, first to last.</summary>
    public IReadOnlyList<long> Hidden { get; init; } = [256, 64];

    /// <summary>The function of code and output units.</summary>
    public Activation Activation { get; init; } = Activation.Sigmoid;

    /// <summary>The decoder's weights are the encoder's, transposed; its biases are its own.</summary>
    public bool Tied { get; init; } = true;

    /// <summary>Standard deviation of the normal noise on each autoencoder's input while learning; 0 for
    /// none.</summary>
    public double InputNoise { get; init; }

    /// <summary>How weights begin.</summary>
    public Initialisation Initialisation { get; init; } = Initialisation.PyTorch;
}

/// <summary>Autoencoders on each other's codes: x → code (encoders, first to last) → x̂ (decoders, last to
/// first).</summary>
/// <remarks>x (N, I) → x̂ (N, I). Parameters: layers.0.encoder.weight, layers.0.encoder.bias, layers.0.decoder.bias
/// (and layers.0.decoder.weight when not tied) …</remarks>
public sealed class StackedAutoencoder : nn.Module<Tensor, Tensor>, IHandWritten
{
    private readonly StackedAutoencoderOptions options;
    private readonly TorchSharp.Modules.ModuleList<Autoencoder> layers = new();

    /// <summary>The stack with fresh weights from torch's global generator.</summary>
    /// <exception cref="ArgumentException">There is no code layer, or a width is below 1.</exception>
    public StackedAutoencoder(StackedAutoencoderOptions options) : base(nameof(StackedAutoencoder))
    {
        this.options = options;
        if (options.Hidden.Count == 0) throw new ArgumentException("hidden: expected at least one layer, got none.");
        var width = Expect.AtLeast(options.Inputs, 1);
        foreach (var hidden in options.Hidden)
        {
            layers.Add(new Autoencoder(width, hidden, options.Activation, options.Tied, options.InputNoise));
            width = hidden;
        }
        RegisterComponents();
        options.Initialisation.Apply(this);
    }

    /// <summary>The autoencoders, first to last: each learns to reproduce the codes of the one before.</summary>
    public IReadOnlyList<Autoencoder> Layers => [.. layers];

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) =>
        layers.Reverse().Aggregate(Encode(x), (code, layer) => layer.Decode(code));

    /// <summary>The code of the last layer, (N, I) → (N, H).</summary>
    public Tensor Encode(Tensor x) => layers.Aggregate(x, (code, layer) => layer.Encode(code));

    /// <inheritdoc/>
    public GeneralLayer ByHand()
    {
        var weights = new ModuleWeights(this);
        var halves = layers.Select((layer, i) => layer.ByHand(weights.Under($"layers.{i}"))).ToList();
        var encoders = halves.Select((half, i) => ($"layers.{i}.encoder", (GeneralLayer)half.Encoder));
        var decoders = halves.Select((half, i) => ($"layers.{i}.decoder", (GeneralLayer)half.Decoder));
        return new Sequence(encoders.Concat(decoders.Reverse())) { Training = training };
    }

    /// <summary>A multi-layer perceptron whose hidden layers begin as the encoders, and whose output layer is
    /// fresh.</summary>
    /// <param name="outputs">Output units K.</param>
    /// <returns>The perceptron, of the stack's type and on its device.</returns>
    /// <exception cref="ArgumentException">There is no output unit.</exception>
    public Mlp ToMlp(long outputs)
    {
        var mlp = new Mlp(new MlpOptions(options.Inputs, outputs)
        {
            Hidden = options.Hidden,
            Activation = options.Activation,
            Initialisation = options.Initialisation,
        });
        var like = layers[0].get_parameter("encoder.weight")!;
        mlp.to(like.device, like.dtype);
        using var off = no_grad();
        for (var i = 0; i < layers.Count; i++)
            foreach (var name in (string[])["weight", "bias"])
                mlp.get_parameter($"{2 * i}.{name}")!.copy_(layers[i].get_parameter($"encoder.{name}")!);
        return mlp;
    }
}
