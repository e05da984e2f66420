using Lectures.Models.Experiments;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class PixelImagesTests
{
    [Test]
    public void Rows_and_columns_stay_where_they_are_in_a_view_too()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, ScalarType.Int64).view(2, 3);
        Assert.That(PixelImages.Of(x.t(), "turned").Pixels, Is.EqualTo(new double[,] { { 0, 3 }, { 1, 4 }, { 2, 5 } }));
        Assert.That(PixelImages.Of(x.t(), "turned").Caption, Is.EqualTo("turned"));
    }

    [Test]
    public void Several_images_have_their_captions_in_order()
    {
        using var scope = NewDisposeScope();
        var images = PixelImages.All(arange(12, ScalarType.Float32).view(3, 2, 2), "a", "b");
        Assert.That(images.Select(image => image.Caption), Is.EqualTo(new[] { "a", "b", "" }));
        Assert.That(images[2].Pixels, Is.EqualTo(new double[,] { { 8, 9 }, { 10, 11 } }));
    }
}
