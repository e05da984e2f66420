using System.IO.Compression;
using System.Security.Cryptography;

namespace Lectures.Runner.Datasets;

/// <summary>What a published checksum is taken of.</summary>
internal enum ChecksumKind
{
    /// <summary>SHA-256 of the unpacked content, which does not depend on how it was packed.</summary>
    Sha256OfContent,

    /// <summary>MD5 of the file as it is: tells broken transfers, but not a forged file.</summary>
    Md5OfFile,
}

/// <summary>A published checksum of a gzip file.</summary>
/// <param name="Kind">How it is computed.</param>
/// <param name="Hex">Its value in lower case.</param>
internal sealed record Checksum(ChecksumKind Kind, string Hex)
{
    /// <summary>For messages: <c>SHA-256 of the content</c>, or <c>MD5</c>.</summary>
    public string Name => Kind == ChecksumKind.Md5OfFile ? "MD5" : "SHA-256 of the content";

    /// <summary>What is wrong with a gzip file, without naming it; null when it has this checksum.</summary>
    /// <param name="packed">Its bytes.</param>
    /// <param name="contentLength">How many bytes it holds unpacked; no more are unpacked.</param>
    public string? Fault(byte[] packed, long contentLength)
    {
        try
        {
            var got = Convert.ToHexStringLower(Kind == ChecksumKind.Md5OfFile
                ? MD5.HashData(packed)
                : OfContent(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress), contentLength));
            return got == Hex ? null : $"expected {Name} {Hex}, got {got}";
        }
        catch (InvalidDataException)
        {
            return $"expected {Name} {Hex}, got gzip data that is damaged or cut short";
        }
    }

    /// <summary>What is wrong with an unpacked file; null when this is the checksum of its content.</summary>
    public string? PlainFault(Stream plain, long contentLength)
    {
        var got = Convert.ToHexStringLower(OfContent(plain, contentLength));
        return got == Hex ? null : $"expected {Name} {Hex}, got {got}";
    }

    // Of the bytes in excess, a piece counts: enough to make the checksum another.
    private static byte[] OfContent(Stream content, long contentLength)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (piece, held) = (new byte[1 << 16], 0L);
        for (int read; held <= contentLength && (read = content.Read(piece)) > 0; held += read)
            hash.AppendData(piece, 0, read);
        return hash.GetHashAndReset();
    }
}
