using System.Text;
using Lectures.Models.Data;
using Lectures.Models.Images;
using Lectures.Models.Tests.Data;
using SkiaSharp;

namespace Lectures.Models.Tests.Images;

public sealed class PictureTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [TestCase(28, 28)]
    [TestCase(17, 400)]
    [TestCase(2, 1)]
    [TestCase(1, 3)]
    public void What_is_saved_is_loaded(int height, int width)
    {
        var picture = ImageFiles.Slope(height, width);
        picture.Save(folder.PathOf("a.png"));
        var loaded = Picture.Load(folder.PathOf("a.png"));

        Assert.That((loaded.Height, loaded.Width), Is.EqualTo((height, width)));
        Assert.That(loaded.Pixels.ToArray(), Is.EqualTo(picture.Pixels.ToArray()));
        Assert.That(folder.Files, Is.EqualTo(new[] { "a.png" }));
    }

    [Test]
    public void Jpeg_is_read_up_to_its_losses_and_Bmp_to_the_byte()
    {
        var picture = ImageFiles.Slope(37, 53);
        var (jpeg, bmp) = (Picture.Decode(ImageFiles.Jpeg(picture), "a"), Picture.Decode(ImageFiles.Bmp(picture), "b"));

        Assert.That(bmp.Pixels.ToArray(), Is.EqualTo(picture.Pixels.ToArray()));
        Assert.That((jpeg.Height, jpeg.Width), Is.EqualTo((37, 53)));
        // Quality 95 quantises the smooth slope's coefficients by a few levels.
        for (var k = 0; k < 37 * 53; k++)
            Assert.That((int)jpeg.Pixels.Span[k], Is.EqualTo(picture.Pixels.Span[k]).Within(6));
    }

    [Test]
    public void Colours_become_luminance_and_lie_over_white_where_transparent()
    {
        byte[] rgb = [255, 0, 0, 0, 255, 0, 0, 0, 255, 7, 7, 7];
        Assert.That(Picture.Decode(ImageFiles.Png(1, 4, 3, rgb), "a").Pixels.ToArray(),
            Is.EqualTo(new[] { 76, 150, 29, 7 }));

        byte[] greyAlpha = [0, 255, 0, 0, 0, 51, 200, 255];
        Assert.That(
            Picture.Decode(ImageFiles.Png(2, 2, 2, greyAlpha), "a").Pixels.ToArray(),
            Is.EqualTo(new[] { 0, 255, 204, 200 }));
    }

    // The scene is light, its top left corner dark.
    [Test]
    public void A_photo_is_turned_as_its_camera_was_held([Range(1, 8)] int orientation)
    {
        var scene = new Picture(48, 32, [.. Enumerable.Range(0, 48 * 32)
            .Select(k => (byte)(k / 32 < 16 && k % 32 < 16 ? 20 : 220))]);
        var stored = Stored(scene, orientation);
        var file = ImageFiles.WithOrientation(ImageFiles.Jpeg(stored), (byte)orientation);
        var loaded = Picture.Decode(file, "a.jpg");

        Assert.That((loaded.Height, loaded.Width), Is.EqualTo((48, 32)));
        foreach (var (i, j) in ((int, int)[])[(4, 4), (4, 28), (44, 4), (44, 28), (24, 4)])
            Assert.That((int)loaded[i, j], Is.EqualTo(scene[i, j]).Within(12), $"({i}, {j})");
    }

    // Exif 2.3, tag 274: which sides of the scene the first stored row and column are: 1 top, left; 2 top, right;
    // 3 bottom, right; 4 bottom, left; 5 left, top; 6 right, top; 7 right, bottom; 8 left, bottom.
    private static Picture Stored(Picture scene, int orientation)
    {
        var (h, w) = (scene.Height, scene.Width);
        var (height, width) = orientation < 5 ? (h, w) : (w, h);
        var pixels = from i in Enumerable.Range(0, height)
                     from j in Enumerable.Range(0, width)
                     select orientation switch
                     {
                         1 => scene[i, j],
                         2 => scene[i, w - 1 - j],
                         3 => scene[h - 1 - i, w - 1 - j],
                         4 => scene[h - 1 - i, j],
                         5 => scene[j, i],
                         6 => scene[j, w - 1 - i],
                         7 => scene[h - 1 - j, w - 1 - i],
                         _ => scene[h - 1 - j, i],
                     };
        return new Picture(height, width, [.. pixels]);
    }

    [TestCase("", "got an empty file.")]
    [TestCase("<!DOCTYPE html><p>404", "got an HTML page; fetch the image again, or save it as PNG.")]
    [TestCase("\r\n <HTML>", "got an HTML page; fetch")]
    [TestCase("<?xml version='1.0'?><svg/>", "got SVG; save it as PNG.")]
    [TestCase("seven\n", "got text; give an image file.")]
    [TestCase("%PDF-1.7", "got a PDF document; save it as PNG.")]
    [TestCase("GIF89a", "got GIF; save it as PNG.")]
    [TestCase("II*\0", "got TIFF; save it as PNG.")]
    [TestCase("\0\0\0\u0018ftypheic", "got HEIC; save it as PNG.")]
    [TestCase("\x1f\x8b\x08", "got a gzip archive; unpack it.")]
    [TestCase("\0\0\x08\x03\0\0", "got an IDX file of many images; give one image, as PNG.")]
    [TestCase("\x01\x02\x03\x04\x05", "got unknown bytes (01 02 03 04 …); give an image file.")]
    public void What_is_no_image_is_refused_by_name(string latin1, string message)
    {
        var path = folder.Write("a.png", Encoding.Latin1.GetBytes(latin1));

        Refused(path, $"{path}: expected a PNG, JPEG or BMP image, {message}");
    }

    [Test]
    public void WebP_is_refused_by_name() =>
        Refused(folder.Write("a.png", ImageFiles.Encode(SKEncodedImageFormat.Webp)), "got WebP; save it as PNG.");

    [Test]
    public void What_cannot_be_read_is_refused()
    {
        Refused(folder.PathOf("none.png"), "none.png: no such file.");
        Refused(folder.FullName, "expected a file, got a folder.");
        Refused(folder.Write("dot.png", ImageFiles.Png(1, 1, 1, [9])), "a picture of something, got 1×1 pixels.");
        Assert.That(() => ImageFiles.Slope(3, 4).Save(folder.PathOf("no/a.png")), Throws.TypeOf<DataException>());
    }

    [Test]
    public void A_decompression_bomb_is_refused_before_it_is_decoded()
    {
        var file = ImageFiles.Png(1, 1, 1, [0]);
        byte[] header = [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 0, 0, 0, 0];
        byte[] bomb = [.. file[..8], .. ImageFiles.Chunk("IHDR", header), .. file[33..]];
        var before = GC.GetTotalAllocatedBytes();

        Refused(folder.Write("bomb.png", bomb), "at most 50 million pixels, got 60000×60000; make it smaller.");
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(10_000_000));
    }

    [Test]
    public void A_huge_file_is_refused_before_it_is_read()
    {
        var path = folder.Write("huge.bmp", ImageFiles.Bmp(ImageFiles.Slope(3, 4)));
        using (var file = File.OpenWrite(path))
            file.SetLength(300_000_000);        // sparse: takes no room on the disk

        Refused(path, "huge.bmp: expected at most 200 MB, got more; make it smaller.");
    }

    [TestCase(0.3)]
    [TestCase(0.6)]
    [TestCase(0.97)]
    public void A_truncated_image_is_refused(double share)
    {
        var picture = ImageFiles.Slope(90, 120);
        foreach (var (format, bytes) in ((string, byte[])[])[
            ("PNG", picture.ToPng()), ("JPEG", ImageFiles.Jpeg(picture)), ("BMP", ImageFiles.Bmp(picture))])
        {
            var path = folder.Write("cut", bytes[..(int)(share * bytes.Length)]);
            Refused(path, $"cut: damaged {format} image: ");
        }
    }

    [Test]
    public void A_wrong_checksum_is_refused()
    {
        var bytes = ImageFiles.Slope(9, 7).ToPng();
        bytes[^20] ^= 4;

        Refused(folder.Write("flip.png", bytes), "damaged PNG image: the checksum of the chunk IDAT is wrong;");
    }

    [Test]
    public void A_tensor_of_the_picture_is_scaled_to_one()
    {
        using var x = new Picture(2, 3, [0, 51, 102, 153, 204, 255]).ToTensor();

        Assert.That(x.shape, Is.EqualTo(new long[] { 1, 1, 2, 3 }));
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new[] { 0, 0.2f, 0.4f, 0.6f, 0.8f, 1 }));
    }

    [Test]
    public void Bytes_that_do_not_fill_the_size_are_refused() => Assert.That(() => new Picture(3, 4, new byte[11]),
        Throws.ArgumentException.With.Message.Contain("expected 3×4 = 12 bytes, got 11."));

    private static void Refused(string path, string message)
    {
        var error = Assert.Throws<DataException>(() => Picture.Load(path))!;
        Assert.That(error.Message, Does.Contain(message));
        Assert.That(error.Message, Does.Not.Contain("\n"));
    }
}
