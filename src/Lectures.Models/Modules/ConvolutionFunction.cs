using System.Runtime.InteropServices;
using Lectures.Models.Kernels;
using Lectures.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>nn.Conv2d by <see cref="DirectConvolution"/> where that is faster, as a function that autograd follows.</summary>
/// <remarks>In double precision, which checks take as the truth, libtorch's own convolution stays. Filters that are changed
/// in place between forward and backward have the gradient NaN: an exception there would end the process.</remarks>
internal sealed class ConvolutionFunction : autograd.SingleTensorFunction<ConvolutionFunction>
{
    private const string Window = "window", Shapes = "shapes";

    /// <inheritdoc/>
    public override string Name => nameof(ConvolutionFunction);

    /// <summary>What the module gives for x.</summary>
    /// <param name="x">(N,C,H,W).</param>
    /// <param name="module">The module.</param>
    /// <param name="window">Its filters' size, stride, padding and dilation.</param>
    public static Tensor Of(Tensor x, Conv2d module, Window2d window)
    {
        if (x.dtype != ScalarType.Float32 || !DirectConvolution.Pays(x, module.weight, window)) return module.call(x);
        return is_grad_enabled() ? apply(x, module.weight, module.bias!, window)
            : DirectConvolution.Forward(x, module.weight, module.bias, window);
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext context, params object[] variables)
    {
        var (x, w, b, window) = ((Tensor)variables[0], (Tensor)variables[1], (Tensor?)variables[2], (Window2d)variables[3]);
        context.save_for_backward([x, w, b!]);
        context.save_data(Window, window);
        context.save_data(Shapes, Array.ConvertAll(new[] { x, w, b }, variable => variable?.shape));
        return DirectConvolution.Forward(x, w, b, window);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext context, Tensor dy)
    {
        using var scope = NewDisposeScope();
        var window = (Window2d)context.get_data(Window);
        var (stride, padding, dilation) = (window.Stride.ToArray(), window.Padding.ToArray(), window.Dilation.ToArray());
        Tensor?[] variables;
        try
        {
            variables = [.. context.get_saved_variables()];
        }
        catch (ExternalException)
        {
            var shapes = (long[]?[])context.get_data(Shapes);
            return [.. shapes.Select(shape => shape is null ? null! : full(shape, double.NaN, dy.dtype).MoveToOuterDisposeScope()), null!];
        }
        var (x, w, b) = (variables[0]!, variables[1]!, variables[2]);
        var wanted = Array.ConvertAll(variables, variable => variable is { requires_grad: true });
        Tensor?[] gradients = new Tensor?[variables.Length];
        if (is_grad_enabled())                      // to be differentiated again: by libtorch's own
        {
            var y = nn.functional.conv2d(x, w, b, stride, padding, dilation);
            var all = new Queue<Tensor>(autograd.grad(
                [y], [.. variables.Where((_, i) => wanted[i])!], [dy], retain_graph: true, create_graph: true));
            gradients = Array.ConvertAll(wanted, wants => wants ? all.Dequeue() : null);
        }
        else
        {
            if (wanted[0])
            {
                gradients[0] = nn.functional.conv_transpose2d(
                    dy, w, null, stride, padding, window.Rest(x).ToArray(), dilation);
            }
            if (wanted[1] || wanted[2])
            {
                var (dW, db) = DirectConvolution.FilterGradient(x, dy, window);
                if (wanted[1]) gradients[1] = dW;
                if (wanted[2]) gradients[2] = db;
            }
        }
        return [.. gradients.Select(gradient => gradient?.MoveToOuterDisposeScope()!), null!];
    }
}
