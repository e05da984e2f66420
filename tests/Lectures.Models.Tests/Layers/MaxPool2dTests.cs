using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class MaxPool2dTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [TestCase(1, 1, 1, 1, 0, 0, TestName = "Holds_the_contract for windows of one pixel")]
    [TestCase(2, 3, 2, 3, 0, 0, TestName = "Holds_the_contract for windows side by side")]
    [TestCase(3, 2, 2, 1, 0, 0, TestName = "Holds_the_contract for windows that overlap")]
    [TestCase(2, 1, 3, 2, 0, 0, TestName = "Holds_the_contract for strides beyond the window")]
    [TestCase(3, 2, 3, 2, 1, 1, TestName = "Holds_the_contract with padding")]
    [TestCase(5, 4, 2, 3, 2, 1, TestName = "Holds_the_contract for padded windows that overlap")]
    public void Holds_the_contract(
        long height, long width, long strideDown, long strideAcross, long paddingDown, long paddingAcross) =>
        LayerContract.Holds(
            new MaxPool2d((height, width), (strideDown, strideAcross), (paddingDown, paddingAcross)),
            randn(2, 3, 7, 8, ScalarType.Float64));

    /// <remarks>Eight channels: windows side by side have a way of their own for them where autograd does not
    /// watch.</remarks>
    [Test]
    public void Holds_the_contract_for_many_channels() =>
        LayerContract.Holds(new MaxPool2d((2, 3)), randn(2, 8, 5, 7, ScalarType.Float64));

    [Test]
    public void Windows_stand_side_by_side_without_a_stride()
    {
        using var layer = new MaxPool2d((2, 3));
        Assert.That(layer.Forward(randn(2, 5, 7, 9)).shape, Is.EqualTo([2, 5, 3, 3]));
    }

    [Test]
    public void Takes_a_view_with_strides_of_its_own() => LayerContract.Holds(
        new MaxPool2d(2, 1), randn(6, 5, 3, 4, ScalarType.Float64).permute(2, 3, 0, 1)[1.., 1..3]);

    // the sums of the few dy that meet in one pixel
    [TestCase(ScalarType.Float32, 1e-6)]
    [TestCase(ScalarType.BFloat16, 0.02)]
    public void Holds_in_narrow_types(ScalarType type, double tolerance) =>
        LayerContract.HoldsIn(type, tolerance, t => (new MaxPool2d(3, (1, 2), 1), [randn(2, 3, 7, 6, dtype: t)]));

    [Test]
    public void A_tie_goes_to_the_first_in_row_major_order()
    {
        using var layer = new MaxPool2d((2, 3));
        layer.Forward(tensor(new float[] { 1, 5, 2, 0, 0, 0, 5, 5, 3, 0, 0, 0 }).view(1, 1, 2, 6));
        Assert.That(layer.Pieces.data<long>(), Is.EqualTo([1, 3]));
        var dx = layer.Backward(tensor(new float[] { 7, -4 }).view(1, 1, 1, 2))!;
        Assert.That(dx.contiguous().data<float>(), Is.EqualTo([0, 7, 0, -4, 0, 0, 0, 0, 0, 0, 0, 0]));
    }

    [Test]
    public void Takes_a_gradient_of_another_type()
    {
        using var off = no_grad();
        using var layer = new MaxPool2d(2);
        layer.Forward(randn(1, 4, 8, 8, ScalarType.Float64));
        Assert.That(layer.Backward(ones(1, 4, 4, 4))!.sum().item<float>(), Is.EqualTo(64));
    }

    [TestCase(0, 1, 0, "window: expected at least 1, got (0, 3).")]
    [TestCase(2, -1, 0, "stride: expected at least 1, got (-1, -1).")]
    [TestCase(2, 1, -1, "padding: expected at least 0, got (-1, -1).")]
    [TestCase(1, 1, 1, "padding: expected at most (0, 1), half the window, got (1, 1).")]
    [TestCase(5, 1, 2, "padding: expected at most (2, 1), half the window, got (2, 2).")]
    public void Refuses_options_out_of_range(long height, long stride, long padding, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => new MaxPool2d((height, 3), stride, padding))!;
        Assert.That(error.Message, Is.EqualTo(message));
    }

    [Test]
    public void Refuses_images_that_do_not_fit()
    {
        using var layer = new MaxPool2d((4, 3), padding: 1);
        Assert.Multiple(() =>
        {
            Assert.That(Message(ones(2, 7, 6)), Is.EqualTo("x: expected shape (N, C, H, W), got (2, 7, 6)."));
            Assert.That(Message(ones(2, 7, 1, 6)), Is.EqualTo(
                "x: expected an image of at least (2, 1) for a window of (4, 3), got (1, 6)."));
            Assert.That(
                Message(ones(2, 1, 7, 6, ScalarType.Int64)),
                Does.StartWith("x: expected floating point, got Int64"));
        });

        string Message(Tensor x) => Assert.Throws<ArgumentException>(() => layer.Forward(x))!.Message;
    }
}
