using Lectures.Models.Layers;
using Lectures.Models.Modules;
using Lectures.Models.Native;
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
    /// <exception cref="ArgumentException">x has not the parameters' type, or batch normalisation meets one value per
    /// channel while learning.</exception>
    public override Tensor forward(Tensor x)
    {
        if (parameters().FirstOrDefault() is { } parameter) Expect.SameKind(x, parameter);
        foreach (var (module, _) in layers)
        {
            if (training && module is TorchSharp.Modules.BatchNorm) BatchNorm.ExpectSeveralValues(x);
            x = module is TorchSharp.Modules.Linear affine ? AffineMap.Of(x, affine) : module.call(x);
        }
        return x;
    }

    /// <inheritdoc/>
    public GeneralLayer ByHand()
    {
        var weights = new ModuleWeights(this);
        return new Sequence(layers.Select((layer, i) => layer.ByHand(weights.Under($"{i}")))) { Training = training };
    }

    /// <summary>Appends a module and how its layer is made on the same weights.</summary>
    protected void Append(nn.Module<Tensor, Tensor> module, Func<ModuleWeights, Layer> byHand)
    {
        register_module($"{layers.Count}", module);
        layers.Add((module, byHand));
    }

    /// <summary>Appends y = W x + b, without b when another layer shifts anyway.</summary>
    protected void AppendAffine(long inputs, long outputs, bool bias = true) =>
        Append(nn.Linear(inputs, outputs, bias), w => new Affine(w["weight"], w.Optional("bias")));

    /// <summary>Appends a convolution.</summary>
    protected void AppendConvolution(
        long channels, long filters, long kernel, long stride, long padding, bool bias = true) =>
        Append(nn.Conv2d(channels, filters, kernel, stride: stride, padding: padding, bias: bias),
            w => new Convolution2d(w["weight"], w.Optional("bias"), stride, padding));

    /// <summary>Appends pooling of square windows side by side.</summary>
    protected void AppendPool(Pooling pooling, long window)
    {
        if (pooling == Pooling.Maximum) Append(nn.MaxPool2d(window), _ => new MaxPool2d(window));
        else Append(nn.AvgPool2d(window), _ => new AveragePool2d(window));
    }

    /// <summary>Appends an activation.</summary>
    protected void Append(Activation activation) => Append(activation.Module(), _ => activation.ByHand());

    /// <summary>Appends batch normalisation, over (N, C) or over images (N, C, H, W).</summary>
    protected void AppendBatchNorm(long channels, bool images) =>
        Append(images ? nn.BatchNorm2d(channels) : nn.BatchNorm1d(channels),
            w => new BatchNorm(
                w["weight"], w["bias"],
                w.Tensor("running_mean"), w.Tensor("running_var"), w.Tensor("num_batches_tracked")));

    /// <summary>Appends dropout, if any: the twins draw the same masks.</summary>
    protected void AppendDropout(double share, DropoutScaling scaling)
    {
        if (share == 0) return;
        var module = new SeededDropout(share, scaling);
        Append(module, _ => module.ByHand());
    }
}
