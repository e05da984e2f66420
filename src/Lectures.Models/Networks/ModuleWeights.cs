using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>The parameters and buffers of a module by their state_dict names, as weights on the same memory.</summary>
/// <remarks>A name asked for twice gives the same <see cref="Weight"/>: that is how a tied weight is shared.</remarks>
public sealed class ModuleWeights
{
    private readonly Dictionary<string, Tensor> tensors;
    private readonly Dictionary<StateSlice, Weight> weights;
    private readonly string prefix;

    /// <summary>All of a module's.</summary>
    public ModuleWeights(nn.Module module)
    {
        tensors = module.named_parameters().Select(named => (named.name, (Tensor)named.parameter))
            .Concat(module.named_buffers().Select(named => (named.name, named.buffer)))
            .ToDictionary();
        weights = [];
        prefix = "";
    }

    private ModuleWeights(ModuleWeights all, string prefix) =>
        (tensors, weights, this.prefix) = (all.tensors, all.weights, prefix);

    /// <summary>Those whose names begin with <c>name.</c>, to be asked for without it.</summary>
    public ModuleWeights Under(string name) => new(this, $"{prefix}{name}.");

    /// <summary>A whole parameter.</summary>
    /// <exception cref="KeyNotFoundException">The module has none of that name.</exception>
    public Weight this[string name] => Shared(new(prefix + name));

    /// <summary>Rows of a packed parameter, first (inclusive) to last (exclusive), as a view.</summary>
    public Weight this[string name, long first, long last] => Shared(new(prefix + name, (first, last)));

    /// <summary>A parameter, or null where the module has none of that name (a bias left out).</summary>
    public Weight? Optional(string name) => tensors.ContainsKey(prefix + name) ? this[name] : null;

    /// <summary>A buffer (or parameter) as it is.</summary>
    public Tensor Tensor(string name) => Find(prefix + name);

    private Weight Shared(StateSlice source)
    {
        if (weights.TryGetValue(source, out var weight)) return weight;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return weights[source] = new Weight(source.Of(Find(source.Name)), source);
    }

    private Tensor Find(string name) => tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new KeyNotFoundException($"{name}: expected one of {string.Join(", ", tensors.Keys)}.");
}
