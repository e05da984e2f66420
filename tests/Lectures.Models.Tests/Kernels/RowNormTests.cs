using Lectures.Models.Kernels;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Kernels;

public class RowNormTests : KernelTests
{
    /// <remarks>Sums of some hundred numbers.</remarks>
    [TestCase(ScalarType.Float64, 1e-13, 1)]
    [TestCase(ScalarType.Float64, 1e-13, 2)]
    [TestCase(ScalarType.Float32, 1e-5, 2)]
    public void Is_libtorchs_layer_norm_in_value_and_gradients(ScalarType type, double tolerance, int threads)
    {
        set_num_threads(threads);
        Tensor x = randn(7, 24, 5, type).transpose(1, 2).requires_grad_(), w = randn(24, type).requires_grad_(),
            b = randn(24, type).requires_grad_();
        var theirs = nn.functional.layer_norm(x, [24], w, b, 1e-3);
        var dy = randn(7, 24, 5, type).transpose(1, 2);
        var gradients = autograd.grad([theirs], [x, w, b], [dy]);
        using var off = no_grad();
        Assert.That(RowNorm.Pays(x));
        var (y, normal, inverse) = RowNorm.Forward(x, w, b, 1e-3);
        var (dx, dw, db) = RowNorm.Backward(dy, w, normal, inverse);
        foreach (var (ours, other) in new[] { (y, theirs), (dx, gradients[0]), (dw, gradients[1]), (db, gradients[2]) })
        {
            Assert.That(ours.shape, Is.EqualTo(other.shape));
            Assert.That(
                ((ours - other).abs().max() / other.abs().max()).to(ScalarType.Float64).item<double>(), Is.LessThan(tolerance));
        }
    }

    [Test]
    public void Rows_of_broken_vectors_are_left_to_tensor_operations() => Assert.That(RowNorm.Pays(randn(3, 23)), Is.False);
}
