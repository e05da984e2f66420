using Lectures.Models.Kernels;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>nn.MaxPool2d by <see cref="SideBySidePool"/> where that is faster, as a function that autograd follows.</summary>
/// <remarks>In double precision, which checks take as the truth, libtorch's own pooling stays.</remarks>
internal sealed class PoolFunction : autograd.SingleTensorFunction<PoolFunction>
{
    private const string Window = "window", Shape = "shape";

    /// <inheritdoc/>
    public override string Name => nameof(PoolFunction);

    /// <summary>What the module gives for x.</summary>
    /// <param name="x">(N,C,H,W).</param>
    /// <param name="module">The module.</param>
    /// <param name="window">Its windows.</param>
    public static Tensor Of(Tensor x, TorchSharp.Modules.MaxPool2d module, Window2d window)
    {
        if (x.dtype != ScalarType.Float32 || !SideBySidePool.Pays(x, window)) return module.call(x);
        return is_grad_enabled() ? apply(x, window) : SideBySidePool.Forward(x, window).Y;
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext context, params object[] variables)
    {
        var (x, window) = ((Tensor)variables[0], (Window2d)variables[1]);
        var (y, places) = SideBySidePool.Forward(x, window);
        context.save_for_backward([places]);
        context.save_data(Window, window);
        context.save_data(Shape, Expect.Sizes(x));
        return y;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext context, Tensor dy)
    {
        using var scope = NewDisposeScope();
        var (window, shape) = ((Window2d)context.get_data(Window), (long[])context.get_data(Shape));
        var places = context.get_saved_variables()[0];
        var dx = is_grad_enabled()                  // to be differentiated again
            ? dy.new_zeros(shape[0], shape[1], shape[2] * shape[3])
                .scatter_add(2, places.flatten(2).to(ScalarType.Int64), dy.flatten(2)).view(shape)
            : SideBySidePool.Backward(dy, places, window, shape[2], shape[3]);
        return [dx.MoveToOuterDisposeScope(), null!];
    }
}
