using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Lectures.Models.Data;
using Lectures.Models.Images;
using SkiaSharp;

namespace Lectures.Models.Tests.Images;

/// <summary>Image files for tests, as bytes.</summary>
internal static class ImageFiles
{
    /// <summary>A picture with different values everywhere, smooth enough for JPEG.</summary>
    public static Picture Slope(int height, int width) => new(height, width, [.. Enumerable.Range(0, height * width)
        .Select(k => (byte)(20 + 110 * (k / width) / height + 120 * (k % width) / width))]);

    public static byte[] Jpeg(Picture picture, int quality = 95)
    {
        using var bitmap = picture.ToBitmap();
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }

    public static byte[] Encode(SKEncodedImageFormat format)
    {
        using var bitmap = Slope(9, 7).ToBitmap();
        using var colour = bitmap.Copy(SKColorType.Rgba8888);
        using var data = colour.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>24 bits, rows from the bottom, padded to four bytes.</summary>
    public static byte[] Bmp(Picture picture)
    {
        var stride = (3 * picture.Width + 3) / 4 * 4;
        var file = new byte[54 + stride * picture.Height];
        "BM"u8.CopyTo(file);
        void Put(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        Put(2, file.Length);
        Put(10, 54);
        Put(14, 40);
        Put(18, picture.Width);
        Put(22, picture.Height);
        Put(26, 1 | (24 << 16));
        for (var i = 0; i < picture.Height; i++)
        {
            for (var j = 0; j < picture.Width; j++)
                file.AsSpan(54 + (picture.Height - 1 - i) * stride + 3 * j, 3).Fill(picture[i, j]);
        }
        return file;
    }

    /// <summary>A PNG of 8-bit samples: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</summary>
    public static byte[] Png(int height, int width, int samples, byte[] values)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; i < values.Length; i += width * samples)
            {
                zlib.WriteByte(0);
                zlib.Write(values.AsSpan(i, width * samples));
            }
        }
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, (byte)(samples switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 }));
        byte[] chunks = [.. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. chunks];
    }

    public static byte[] Chunk(string type, byte[] content)
    {
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.Latin1.GetBytes(type).CopyTo(chunk, 4);
        content.CopyTo(chunk, 8);
        var checksum = Crc32.Of(chunk.AsSpan(4, 4 + content.Length), []);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), checksum);
        return chunk;
    }

    /// <summary>A JPEG file with the camera's orientation, 1 to 8, in it.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] directory = [1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
        byte[] exif = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, .. directory];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
