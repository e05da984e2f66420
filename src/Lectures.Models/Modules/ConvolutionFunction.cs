using System.Runtime.InteropServices;
using Lectures.Models.Kernels;
using Lectures.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>nn.Conv2d by <see cref="DirectConvolution"/> where that is faster, with a pool behind it by
/// <see cref="PooledConvolution"/>, as a function that autograd follows.</summary>
/// <remarks>In double precision, which checks take as the truth, libtorch's own convolution stays. Filters that are changed
/// in place between forward and backward have the gradient NaN: an exception there would end the process.</remarks>
internal sealed class ConvolutionFunction : autograd.SingleTensorFunction<ConvolutionFunction>
{
    private const string Window = "window", Pool = "pool", Shapes = "shapes";

    /// <inheritdoc/>
    public override string Name => nameof(ConvolutionFunction);

    /// <summary>What the module gives for x.</summary>
    /// <param name="x">(N,C,H,W).</param>
    /// <param name="module">The module.</param>
    /// <param name="window">Its filters' size, stride, padding and dilation.</param>
    public static Tensor Of(Tensor x, Conv2d module, Window2d window)
    {
        if (x.dtype != ScalarType.Float32 || !DirectConvolution.Pays(x, module.weight, window)) return module.call(x);
        return is_grad_enabled() ? apply(x, module.weight, module.bias!, window, null!)
            : DirectConvolution.Forward(x, module.weight, module.bias, window);
    }

    /// <summary>What the pool behind it gives.</summary>
    /// <param name="x">(N,C,H,W).</param>
    /// <param name="module">The convolution.</param>
    /// <param name="window">Its filters' size, stride, padding and dilation.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="windows">Its windows.</param>
    public static Tensor Of(
        Tensor x, Conv2d module, Window2d window, TorchSharp.Modules.MaxPool2d pool, Window2d windows)
    {
        if (x.dtype != ScalarType.Float32 || !PooledConvolution.Pays(x, module.weight, window, windows))
            return PoolFunction.Of(Of(x, module, window), pool, windows);
        return is_grad_enabled() ? apply(x, module.weight, module.bias!, window, windows)
            : PooledConvolution.Forward(x, module.weight, module.bias, window, windows).Y;
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext context, params object[] variables)
    {
        var (x, w, b) = ((Tensor)variables[0], (Tensor)variables[1], (Tensor?)variables[2]);
        var (window, pool) = ((Window2d)variables[3], (Window2d?)variables[4]);
        var (y, places) = pool is null ? (DirectConvolution.Forward(x, w, b, window), null)
            : PooledConvolution.Forward(x, w, b, window, pool);
        context.save_for_backward([x, w, b!, places!]);
        context.save_data(Window, window);
        context.save_data(Pool, pool!);
        context.save_data(Shapes, Array.ConvertAll(new[] { x, w, b }, variable => variable?.shape));
        return y;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext context, Tensor dy)
    {
        using var scope = NewDisposeScope();
        var (window, pool) = ((Window2d)context.get_data(Window), (Window2d?)context.get_data(Pool));
        Tensor?[] variables;
        try
        {
            variables = [.. context.get_saved_variables()];
        }
        catch (ExternalException)
        {
            var shapes = (long[]?[])context.get_data(Shapes);
            var lost = shapes.Select(shape => shape is null ? null! : full(shape, double.NaN, dy.dtype).MoveToOuterDisposeScope());
            return [.. lost, null!, null!];
        }
        var (x, w, b, places) = (variables[0]!, variables[1]!, variables[2], variables[3]);
        var wanted = Array.ConvertAll(variables[..3], variable => variable is { requires_grad: true });
        var gradients = new Tensor?[3];
        if (is_grad_enabled())                      // to be differentiated again: by libtorch's own
        {
            var y = window.Convolve(x, w, b);
            if (places is not null) y = y.flatten(2).gather(2, places.flatten(2).to(ScalarType.Int64)).view(dy.shape);
            var all = new Queue<Tensor>(autograd.grad(
                [y], [.. variables[..3].Where((_, i) => wanted[i])!], [dy], retain_graph: true, create_graph: true));
            gradients = Array.ConvertAll(wanted, wants => wants ? all.Dequeue() : null);
        }
        else
        {
            var filters = wanted[1] || wanted[2];
            var (dx, dW, db) = pool is null
                ? Plain() : PooledConvolution.Backward(x, w, dy, places!, window, pool, wanted[0], filters);
            gradients = [dx, dW, db];

            (Tensor? Dx, Tensor? DW, Tensor? Db) Plain()
            {
                var dx = wanted[0] ? window.ConvolveBack(dy, w, x) : null;
                var (dW, db) = filters ? DirectConvolution.FilterGradient(x, dy, window) : (null, null);
                return (dx, dW, db);
            }
        }
        return [.. gradients.Zip(wanted, (gradient, wants) => wants ? gradient!.MoveToOuterDisposeScope() : null!), null!, null!];
    }
}
