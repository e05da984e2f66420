using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>The function of a hidden unit.</summary>
public enum Activation
{
    /// <summary>σ(h) = 1 / (1 + e⁻ʰ), the lecture's.</summary>
    Sigmoid,

    /// <summary>tanh h.</summary>
    Tanh,

    /// <summary>max(0, h).</summary>
    Relu,

    /// <summary>h where positive, 0.01 h elsewhere.</summary>
    LeakyRelu,

    /// <summary>h Φ(h), Φ the normal distribution function.</summary>
    Gelu,

    /// <summary>GELU with Φ approximated by tanh.</summary>
    GeluTanh,
}

internal static class ActivationExtensions
{
    /// <summary>TorchSharp's module.</summary>
    public static nn.Module<Tensor, Tensor> Module(this Activation activation) => activation switch
    {
        Activation.Sigmoid => nn.Sigmoid(),
        Activation.Tanh => nn.Tanh(),
        Activation.Relu => nn.ReLU(),
        Activation.LeakyRelu => nn.LeakyReLU(0.01),
        Activation.Gelu => nn.GELU(),
        Activation.GeluTanh => nn.GELU(TorchSharp.Modules.GELU.Approximate.tanh),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    /// <summary>The layer by hand.</summary>
    public static Layer ByHand(this Activation activation) => activation switch
    {
        Activation.Sigmoid => new Sigmoid(),
        Activation.Tanh => new Tanh(),
        Activation.Relu => new Relu(),
        Activation.LeakyRelu => new LeakyRelu(0.01),
        Activation.Gelu => new Gelu(),
        Activation.GeluTanh => new Gelu(GeluForm.Tanh),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };
}
