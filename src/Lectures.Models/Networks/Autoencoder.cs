using Lectures.Models.Layers;
using Lectures.Models.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>One autoencoder: code g = f(W x + b), reproduction x̂ = f(W′ g + c), where W′ = Wᵀ when tied.</summary>
/// <remarks>x (N, I) → x̂ (N, I). Parameters: encoder.weight (H, I), encoder.bias (H), decoder.bias (I), decoder.weight
/// (I, H) unless tied.</remarks>
public sealed class Autoencoder : nn.Module<Tensor, Tensor>, IHandWritten
{
    private readonly TorchSharp.Modules.Linear encoder;
    private readonly Decoder decoder;
    private readonly nn.Module<Tensor, Tensor> function;
    private readonly SeededNoise noise;
    private readonly Activation activation;

    internal Autoencoder(long inputs, long hidden, Activation activation, bool tied, double inputNoise)
        : base(nameof(Autoencoder))
    {
        encoder = nn.Linear(inputs, Expect.AtLeast(hidden, 1));
        decoder = new Decoder(inputs, hidden, tied);
        function = activation.Module();
        noise = new SeededNoise(Expect.NotNegative(inputNoise));
        this.activation = activation;
        Inputs = inputs;
        RegisterComponents();
    }

    /// <summary>Input units I.</summary>
    public long Inputs { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => Decode(Encode(x));

    /// <summary>The code, (N, I) → (N, H).</summary>
    /// <exception cref="ArgumentException">x is not (N, I) of the parameters' type.</exception>
    public Tensor Encode(Tensor x)
    {
        Expect.Shape(x, ["N", Inputs]);
        Expect.SameKind(x, encoder.weight);
        return function.call(encoder.call(noise.call(x)));
    }

    /// <summary>The reproduction of a code, (N, H) → (N, I).</summary>
    /// <exception cref="ArgumentException">The code is not (N, H) of the parameters' type.</exception>
    public Tensor Decode(Tensor code)
    {
        Expect.Shape(code, ["N", encoder.weight.size(0)]);
        Expect.SameKind(code, encoder.weight);
        return function.call(nn.functional.linear(code, decoder.Weight ?? encoder.weight.t(), decoder.Bias));
    }

    /// <inheritdoc/>
    public GeneralLayer ByHand()
    {
        var (encode, decode) = ByHand(new ModuleWeights(this));
        return new Sequence(("encoder", encode), ("decoder", decode)) { Training = training };
    }

    internal (Sequence Encoder, Sequence Decoder) ByHand(ModuleWeights weights)
    {
        var tied = weights["encoder.weight"];
        var affine = new Affine(tied, weights["encoder.bias"]);
        Layer reproduce = weights.Optional("decoder.weight") is { } free
            ? new Affine(free, weights["decoder.bias"])
            : new TransposedAffine(tied, weights["decoder.bias"]);
        (string, GeneralLayer)[] noisy = noise.Deviation > 0 ? [("noise", noise.ByHand())] : [];
        return (
            new Sequence([.. noisy, ("", affine), ("activation", activation.ByHand())]),
            new Sequence(("", reproduce), ("activation", activation.ByHand())));
    }

    /// <summary>The decoder's parameters, as dense layers begin; without a weight when it is the encoder's.</summary>
    private sealed class Decoder : nn.Module
    {
        public Decoder(long inputs, long hidden, bool tied) : base(nameof(Decoder))
        {
            using var linear = nn.Linear(hidden, inputs);
            if (!tied) register_parameter("weight", nn.Parameter(linear.weight!.detach().clone()));
            register_parameter("bias", nn.Parameter(linear.bias!.detach().clone()));
        }

        // Asked for by name each time: a conversion to another type replaces the parameters.
        public TorchSharp.Modules.Parameter? Weight => get_parameter("weight");

        public TorchSharp.Modules.Parameter Bias => get_parameter("bias")!;
    }
}
