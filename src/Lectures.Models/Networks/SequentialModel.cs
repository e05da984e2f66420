using Lectures.Models.Layers;
using Lectures.Models.Modules;
using Lectures.Models.Native;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>A model of modules one after the other, each with its layer by hand; parameters are named as those of
/// PyTorch's Sequential: <c>0.weight</c>, <c>0.bias</c>, <c>2.weight</c> …</summary>
public abstract class SequentialModel : nn.Module<Tensor, Tensor>, IHandWritten
{
    private readonly List<Func<Tensor, Tensor>> calls = [];
    private readonly List<Func<ModuleWeights, Layer>> layers = [];
    private (TorchSharp.Modules.Conv2d Module, Window2d Kernel)? convolution;       // the last module, if it is one

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
        foreach (var call in calls) x = call(x);
        return x;
    }

    /// <inheritdoc/>
    public GeneralLayer ByHand()
    {
        var weights = new ModuleWeights(this);
        return new Sequence(layers.Select((layer, i) => layer(weights.Under($"{i}")))) { Training = training };
    }

    /// <summary>Appends a module and how its layer is made on the same weights.</summary>
    protected void Append(nn.Module<Tensor, Tensor> module, Func<ModuleWeights, Layer> byHand) =>
        Append(module, module.call, byHand);

    /// <summary>Appends y = W x + b, without b when another layer shifts anyway.</summary>
    protected void AppendAffine(long inputs, long outputs, bool bias = true)
    {
        var affine = nn.Linear(inputs, outputs, bias);
        Append(affine, x => AffineMap.Of(x, affine), w => new Affine(w["weight"], w.Optional("bias")));
    }

    /// <summary>Appends a convolution.</summary>
    protected void AppendConvolution(
        long channels, long filters, long kernel, long stride, long padding, bool bias = true)
    {
        var module = nn.Conv2d(channels, filters, kernel, stride: stride, padding: padding, bias: bias);
        var window = new Window2d(nameof(kernel), kernel, stride, padding, 1);
        Append(
            module, x => ConvolutionFunction.Of(x, module, window),
            w => new Convolution2d(w["weight"], w.Optional("bias"), stride, padding));
        convolution = (module, window);
    }

    /// <summary>Appends pooling of square windows side by side; right behind a convolution both are computed at
    /// once.</summary>
    protected void AppendPool(Pooling pooling, long window)
    {
        if (pooling == Pooling.Average)
        {
            Append(nn.AvgPool2d(window), _ => new AveragePool2d(window));
            return;
        }
        var pool = nn.MaxPool2d(window);
        var windows = new Window2d(nameof(window), window, window, 0, 1);
        var before = convolution;
        Append(pool, x => PoolFunction.Of(x, pool, windows), _ => new MaxPool2d(window));
        if (before is not var (module, kernel)) return;
        calls.RemoveAt(calls.Count - 1);
        calls[^1] = x => ConvolutionFunction.Of(x, module, kernel, pool, windows);
    }

    /// <summary>Appends an activation.</summary>
    protected void Append(Activation activation) => Append(activation.Module(), _ => activation.ByHand());

    /// <summary>Appends batch normalisation, over (N, C) or over images (N, C, H, W).</summary>
    protected void AppendBatchNorm(long channels, bool images)
    {
        nn.Module<Tensor, Tensor> norm = images ? nn.BatchNorm2d(channels) : nn.BatchNorm1d(channels);
        Append(norm, Normalised, w => new BatchNorm(
            w["weight"], w["bias"], w.Tensor("running_mean"), w.Tensor("running_var"), w.Tensor("num_batches_tracked")));

        Tensor Normalised(Tensor x)
        {
            if (training) BatchNorm.ExpectSeveralValues(x);
            return norm.call(x);
        }
    }

    /// <summary>Appends dropout, if any: the twins draw the same masks.</summary>
    protected void AppendDropout(double share, DropoutScaling scaling)
    {
        if (share == 0) return;
        var module = new SeededDropout(share, scaling);
        Append(module, _ => module.ByHand());
    }

    private void Append(nn.Module<Tensor, Tensor> module, Func<Tensor, Tensor> call, Func<ModuleWeights, Layer> byHand)
    {
        register_module($"{layers.Count}", module);
        calls.Add(call);
        layers.Add(byHand);
        convolution = null;
    }
}
