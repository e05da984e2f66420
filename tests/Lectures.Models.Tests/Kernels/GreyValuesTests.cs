using Lectures.Models.Kernels;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Kernels;

public class GreyValuesTests : KernelTests
{
    [Test]
    public void Every_byte_is_divided_by_255_to_the_last_bit()
    {
        var x = GreyValues.Of(arange(256).to(ScalarType.Byte).view(1, 256), zeros(1, ScalarType.Int64));
        Assert.That(x.data<float>(), Is.EqualTo(Enumerable.Range(0, 256).Select(grey => grey / 255f)));
    }

    [TestCase(1, 3)]
    [TestCase(7, 9)]
    [TestCase(28, 28)]
    public void Takes_the_images_that_are_asked_for(long height, long width)
    {
        var pixels = randint(0, 256, [5, 1, height, width]).to(ScalarType.Byte);
        var indices = tensor([4L, 0, 4, 2, 1, 1]);
        var expected = pixels.index_select(0, indices[1..4]).to(ScalarType.Float32) / 255f;
        var x = GreyValues.Of(pixels, indices[1..4]);
        Assert.That(x.shape, Is.EqualTo([3, 1, height, width]));
        Assert.That(x.eq(expected).all().item<bool>());
    }

    [Test]
    public void Takes_many_images_by_several_threads([Values(1, 2, 3)] int threads)
    {
        set_num_threads(threads);
        var pixels = randint(0, 256, [500, 1, 28, 28]).to(ScalarType.Byte);
        var indices = randperm(500)[..301];
        var x = GreyValues.Of(pixels, indices);
        Assert.That(x.eq(pixels.index_select(0, indices).to(ScalarType.Float32) / 255f).all().item<bool>());
    }

    [TestCase(-1)]
    [TestCase(5)]
    public void Refuses_an_image_that_is_not_there(long index)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            GreyValues.Of(zeros([5, 1, 2, 2], ScalarType.Byte), tensor([0, index])))!;
        Assert.That(error.Message, Is.EqualTo($"indices: expected indices in [0, 5), got {index}."));
    }
}
