using static TorchSharp.torch;

namespace Lectures.Runner.Bench;

/// <summary>The matrix products that a step of an MLP cannot do without, each into a tensor that is there: y = x Wᵀ and
/// dW = dyᵀ x in every layer, and dx = dy W in all but the first.</summary>
internal sealed class ProductSteps : StepLoop
{
    private readonly List<(Tensor Into, Tensor A, Tensor B)> products = [];

    /// <summary>Makes all tensors.</summary>
    /// <param name="batch">Patterns N.</param>
    /// <param name="widths">Numbers of units from the input to the output.</param>
    public ProductSteps(long batch, IReadOnlyList<long> widths)
    {
        using var scope = NewDisposeScope();
        for (var l = 1; l < widths.Count; l++)
        {
            var (x, w, y) = (rand(batch, widths[l - 1]), rand(widths[l], widths[l - 1]), rand(batch, widths[l]));
            products.Add((empty_like(y), x, w.t()));
            products.Add((empty_like(w), y.t(), x));
            if (l > 1) products.Add((empty_like(x), y, w));
        }
        scope.Detach(Tensors);
    }

    private IEnumerable<Tensor> Tensors =>
        products.SelectMany(product => new[] { product.Into, product.A, product.B });

    protected override void Step()
    {
        foreach (var (into, a, b) in products) into.addmm_(a, b, beta: 0, alpha: 1);
    }

    public override void Dispose()
    {
        foreach (var tensor in Tensors) tensor.Dispose();
    }
}
