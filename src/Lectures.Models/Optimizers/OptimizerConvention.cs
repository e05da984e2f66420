using System.Text.Json.Serialization;

namespace Lectures.Models.Optimizers;

/// <summary>Whose formulas and defaults an optimizer follows.</summary>
public enum OptimizerConvention
{
    /// <summary>PyTorch's and TorchSharp's: ε outside the root and beside the corrected moments, weight decay in the
    /// gradient (AdamW excepted), the rate outside the momentum.</summary>
    [JsonStringEnumMemberName("pytorch")] PyTorch,

    /// <summary>Keras 3's: ε beside the uncorrected moments, inside RMSprop's root; weight decay always decoupled from
    /// the gradient; the rate inside the momentum.</summary>
    Keras,
}
