using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>What each use of a tied weight contributes to its gradient; the weight itself only knows the sum.</summary>
/// <remarks>
/// By hand: what a layer's backward has added to the sum. By autograd: the gradient of an alias of the weight's leaf,
/// which stands for it during the layer's forward.
/// </remarks>
internal sealed class TiedUses : IDisposable
{
    private readonly HashSet<Weight> tied;
    private readonly Dictionary<Weight, Tensor> leaves = [], sums = [];
    private readonly Dictionary<(GeneralLayer, Weight), Tensor> aliases = [];
    private readonly Dictionary<(GeneralLayer, Weight), Tensor?> added = [];
    private readonly Dictionary<GeneralLayer, List<IDisposable>> substitutes = [];

    public TiedUses(GeneralLayer root) =>
        tied = [.. root.NamedLayers().SelectMany(named => named.Layer.Weights).GroupBy(own => own.Weight)
            .Where(uses => uses.Count() > 1).Select(uses => uses.Key)];

    /// <summary>The contribution of one layer, by hand; owned by this object or by the weight.</summary>
    public Tensor? GradientByHand(GeneralLayer layer, Weight weight) =>
        tied.Contains(weight) ? added.GetValueOrDefault((layer, weight)) : weight.Gradient;

    /// <summary>The contribution of one layer, by autograd.</summary>
    public Tensor? GradientByAutograd(GeneralLayer layer, Weight weight) =>
        tied.Contains(weight) ? aliases.GetValueOrDefault((layer, weight))?.grad : weight.Value.grad;

    public void OnForwardBegins(GeneralLayer layer)
    {
        foreach (var (_, weight) in layer.Weights)
        {
            if (!tied.Contains(weight)) continue;
            var leaf = leaves.TryGetValue(weight, out var known) ? known : leaves[weight] = weight.Value;
            var alias = leaf.view(leaf.shape).DetachFromDisposeScope();
            if (alias.requires_grad) alias.retain_grad();
            if (aliases.Remove((layer, weight), out var last)) last.Dispose();
            aliases[(layer, weight)] = alias;
            if (!substitutes.TryGetValue(layer, out var own)) substitutes[layer] = own = [];
            own.Add(weight.Substitute(alias));
        }
    }

    public void OnForward(GeneralLayer layer)
    {
        if (!substitutes.Remove(layer, out var own)) return;
        for (var i = own.Count - 1; i >= 0; i--) own[i].Dispose();
    }

    public void OnBackward(GeneralLayer layer)
    {
        foreach (var (_, weight) in layer.Weights)
        {
            if (!tied.Contains(weight)) continue;
            var before = sums.GetValueOrDefault(weight);
            added[(layer, weight)] = (weight.Gradient, before) switch
            {
                (null, null) => null,
                ({ } now, null) => now.clone().DetachFromDisposeScope(),
                (null, { } then) => (-then).DetachFromDisposeScope(),
                ({ } now, { } then) => (now - then).DetachFromDisposeScope(),
            };
            before?.Dispose();
            sums.Remove(weight);
            if (weight.Gradient is { } sum) sums[weight] = sum.clone().DetachFromDisposeScope();
        }
    }

    public void Dispose()
    {
        foreach (var layer in substitutes.Keys.ToList()) OnForward(layer);
        foreach (var tensor in aliases.Values.Concat(sums.Values).Concat(added.Values.OfType<Tensor>()))
            tensor.Dispose();
    }
}
