using Lectures.Models.Native;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Native;

public class AffineMapTests
{
    [SetUp]
    public void Seed() => manual_seed(27);

    /// <remarks>Sizes on both sides of where a convolution takes over, an odd number of patterns, weights that are a
    /// transposed view. A sum of n products rounds like √n times 6e-8 of its largest.</remarks>
    [TestCase(new long[] { 3, 5 }, 7, false)]
    [TestCase(new long[] { 127, 300 }, 131, false)]
    [TestCase(new long[] { 31, 19, 70 }, 150, false)]
    [TestCase(new long[] { 127, 300 }, 131, true)]
    public void Value_and_gradients_are_those_of_a_linear_module(long[] shape, int outputs, bool transposed)
    {
        using var scope = NewDisposeScope();
        var inputs = shape[^1];
        var (x, b) = (randn(shape), randn(outputs));
        var w = transposed ? randn(inputs, outputs).t() : randn(outputs, inputs);
        foreach (var bias in new[] { b, null })
        {
            Tensor[] leaves = bias is null ? [x, w] : [x, w, bias];
            var dy = randn([.. shape[..^1], outputs]);
            var expected = Gradients(leaves, dy, nn.functional.linear);
            // Whichever way this processor takes, and the one that it may not take.
            foreach (var map in (Func<Tensor, Tensor, Tensor?, Tensor>[])[AffineMap.Of, AffineMap.Convolved])
                foreach (var (actual, other) in Gradients(leaves, dy, map).Zip(expected))
                {
                    Assert.That(actual.shape, Is.EqualTo(other.shape));
                    var most = other.abs().max().item<float>();
                    Assert.That((actual - other).abs().max().item<float>(), Is.LessThan(1e-5f * most));
                }
        }
    }

    [Test]
    public void Inputs_of_another_width_are_refused()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (randn(128, 600), randn(130, 300));    // 256 patterns of 300, if nobody looked
        Assert.That(() => AffineMap.Of(x, w, null), Throws.Exception);
    }

    private static Tensor[] Gradients(
        Tensor[] leaves, Tensor dy, Func<Tensor, Tensor, Tensor?, Tensor> map)
    {
        var own = Array.ConvertAll(leaves, leaf => leaf.detach().requires_grad_());
        var y = map(own[0], own[1], own.ElementAtOrDefault(2));
        y.backward([dy]);
        return [y.detach(), .. own.Select(leaf => leaf.grad!)];
    }
}
