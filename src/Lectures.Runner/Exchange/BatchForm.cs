using Lectures.Models.Data;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Runner.Exchange;

/// <summary>The tensors of a model's batch: the inputs in the order of forward, then the target.</summary>
/// <param name="T">The length of sequences in a random batch.</param>
/// <param name="Tensors">The tensors.</param>
internal sealed record BatchForm(long T, params BatchTensor[] Tensors)
{
    /// <summary>The tensors of a file in that order, null for one that is not there and need not be; in the caller's
    /// dispose scope.</summary>
    /// <exception cref="ArgumentException">One is missing, superfluous, or not what it must be.</exception>
    public Tensor?[] Read(SafeTensors file, ScalarType type, string path)
    {
        var needed = Tensors.Where(form => !form.Optional);
        StateDict.ExpectNames(
            path, file.Tensors.Keys, needed.Select(form => form.Name), Tensors.Select(form => form.Name));
        var sizes = new Dictionary<string, long>();
        return Array.ConvertAll(Tensors,
            form => file.Tensors.TryGetValue(form.Name, out var tensor) ? form.Check(tensor, type, sizes, path) : null);
    }

    /// <summary>A random batch, by name, in the caller's dispose scope.</summary>
    public Dictionary<string, Tensor> Make(long patterns, ScalarType type, long seed)
    {
        using var generator = new Generator((ulong)seed);
        var sizes = new Dictionary<string, long> { ["N"] = patterns, ["T"] = T, ["S"] = Math.Max(1, T - 2) };
        return Tensors.ToDictionary(form => form.Name, form => form.Make(sizes, type, generator));
    }
}
