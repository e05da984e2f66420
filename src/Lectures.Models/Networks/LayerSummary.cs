namespace Lectures.Models.Networks;

/// <summary>What a model has in one of its layers.</summary>
/// <param name="Path">The names from the root down, joined by dots; empty for the root.</param>
/// <param name="Type">The layer's class, e.g. <c>Convolution2d</c>.</param>
/// <param name="Outputs">The shape of each output, batch first; none of a layer that the forward did not use.</param>
/// <param name="Weights">The weights of this layer alone, in its own order.</param>
public sealed record LayerSummary(
    string Path, string Type, IReadOnlyList<IReadOnlyList<long>> Outputs, IReadOnlyList<WeightSummary> Weights)
{
    /// <summary>How many numbers this layer alone learns; a tied weight counts where it first appears.</summary>
    public long Parameters => Weights.Where(weight => weight.TiedTo is null).Sum(weight => weight.Size);
}

/// <summary>A weight of a layer.</summary>
/// <param name="Name">Its name in the layer, e.g. <c>bias</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="TiedTo">The path of the same weight where it first appeared, or null.</param>
public sealed record WeightSummary(string Name, IReadOnlyList<long> Shape, string? TiedTo)
{
    /// <summary>How many numbers it holds.</summary>
    public long Size => Shape.Aggregate(1L, (product, size) => product * size);
}
