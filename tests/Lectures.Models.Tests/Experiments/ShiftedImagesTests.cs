using Lectures.Models.Data;
using Lectures.Models.Experiments;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class ShiftedImagesTests
{
    [Test]
    public void What_comes_into_view_is_zero_and_the_rest_moves()
    {
        using var scope = NewDisposeScope();
        var x = arange(1, 13, ScalarType.Float32).view(1, 1, 3, 4);
        Assert.That(ShiftedImages.Shift(x, 1, -2).data<float>(),
            Is.EqualTo(new float[] { 0, 0, 0, 0, 3, 4, 0, 0, 7, 8, 0, 0 }));
        Assert.That(ShiftedImages.Shift(x, 0, 0).data<float>(), Is.EqualTo(x.data<float>()));
    }

    // One dot in the middle of 3×3; a "network" that says where it is: class 1 on the right, else class 0.
    [Test]
    public void Accuracy_is_the_mean_over_the_four_directions()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1, 1, 3, 3);
        x[0, 0, 1, 1] = tensor(1f);
        var batch = new Batch([x], zeros(1, ScalarType.Int64));
        Assert.That(ShiftedImages.Accuracy(IsOnTheRight, batch, 0), Is.EqualTo(1));
        Assert.That(ShiftedImages.Accuracy(IsOnTheRight, batch, 1), Is.EqualTo(0.75));

        static Tensor IsOnTheRight(Tensor x)
        {
            var right = x[.., 0, .., 2].sum(dim: 1);
            return stack([0.5 - right, right], 1);
        }
    }
}
