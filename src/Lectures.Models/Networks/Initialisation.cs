using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>How weights begin.</summary>
public enum Initialisation
{
    /// <summary>What PyTorch's and TorchSharp's layers do: U(−1/√I, 1/√I) for dense layers and convolutions, biases
    /// too.</summary>
    [JsonStringEnumMemberName("pytorch")] PyTorch,

    /// <summary>Keras's: Glorot uniform U(−√(6/(I+O)), √(6/(I+O))), recurrent matrices orthogonal, biases 0.</summary>
    Keras,
}

internal static class InitialisationExtensions
{
    /// <summary>Initialises a new module that PyTorch's way has initialised already; norms keep weight 1 and bias
    /// 0.</summary>
    public static void Apply(this Initialisation initialisation, nn.Module module)
    {
        // Some of TorchSharp's modules leave parameters (an Embedding's) in the dispose scope they were made in.
        foreach (var (_, parameter) in module.named_parameters()) parameter.DetachFromDisposeScope();
        if (initialisation == Initialisation.PyTorch) return;
        using var off = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (name.Contains("bias")) nn.init.zeros_(parameter);
            else if (name.Contains("weight_hh")) nn.init.orthogonal_(parameter);
            else if (parameter.dim() > 1) nn.init.xavier_uniform_(parameter);
        }
    }
}
