using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>A model of modules one after the other, each with its layer by hand; parameters are named as those of
/// PyTorch's Sequential: <c>0.weight</c>, <c>0.bias</c>, <c>2.weight</c> …</summary>
public abstract class SequentialModel : nn.Module<Tensor, Tensor>, IHandWritten
{
    private readonly List<(nn.Module<Tensor, Tensor> Module, Func<ModuleWeights, Layer> ByHand)> layers = [];

    /// <summary>An empty model of that name.</summary>
    protected SequentialModel(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => layers.Aggregate(x, (g, layer) => layer.Module.call(g));

    /// <inheritdoc/>
    public GeneralLayer ByHand()
    {
        var weights = new ModuleWeights(this);
        return new Sequence(layers.Select((layer, i) => layer.ByHand(weights.Under($"{i}"))));
    }

    /// <summary>Appends a module and how its layer is made on the same weights.</summary>
    protected void Append(nn.Module<Tensor, Tensor> module, Func<ModuleWeights, Layer> byHand)
    {
        register_module($"{layers.Count}", module);
        layers.Add((module, byHand));
    }

    /// <summary>Appends y = W x + b.</summary>
    protected void AppendAffine(long inputs, long outputs) =>
        Append(nn.Linear(inputs, outputs), w => new Affine(w["weight"], w["bias"]));

    /// <summary>Appends an activation.</summary>
    protected void Append(Activation activation) => Append(activation.Module(), _ => activation.ByHand());
}
