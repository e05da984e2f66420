using System.Buffers.Binary;
using Lectures.Models.Data;
using Lectures.Models.Data.Sound;

namespace Lectures.Models.Tests.Data.Sound;

public sealed class WavFileTests
{
    private const int Pcm = 1, Float = 3;

    [Test]
    public void Eight_bits_are_unsigned() => Reads(Wav(Pcm, 1, 8, [0, 64, 128, 255]), -1f, -0.5f, 0f, 127 / 128f);

    [Test]
    public void Sixteen_bits_are_signed() =>
        Reads(Wav(Pcm, 1, 16, [0, 0x80, 0, 0xC0, 0xFF, 0xFF, 0xFF, 0x7F]), -1f, -0.5f, -1 / 32768f, 32767 / 32768f);

    [Test]
    public void Twenty_four_bits_are_signed() =>
        Reads(Wav(Pcm, 1, 24, [0, 0, 0x80, 0xFF, 0xFF, 0xFF, 0, 0, 0x20]), -1f, -1 / 8388608f, 0.25f);

    [Test]
    public void Thirty_two_bits_are_signed() => Reads(Wav(Pcm, 1, 32, [0, 0, 0, 0x80, 0, 0, 0, 0x40]), -1f, 0.5f);

    [Test]
    public void Floats_are_read_as_they_are() =>
        Reads(Wav(Float, 1, 32, [.. BitConverter.GetBytes(-0.3f), .. BitConverter.GetBytes(1.25f)]), -0.3f, 1.25f);

    [Test]
    public void Stereo_is_averaged()
    {
        Reads(Wav(Pcm, 2, 8, [128, 192, 0, 64]), 0.25f, -0.75f);
        Reads(Wav(Pcm, 2, 24, [0, 0, 0x80, 0, 0, 0x40]), -0.25f);
    }

    [Test]
    public void Other_chunks_are_passed_over()
    {
        byte[] list = [.. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0];      // of odd length, so padded
        var plain = Wav(Pcm, 1, 8, [0, 255]);
        Reads(Sized([.. plain[..12], .. list, .. plain[12..], .. list]), -1f, 127 / 128f);
    }

    [Test]
    public void An_extensible_format_names_its_kind_in_an_identifier()
    {
        var plain = Wav(Pcm, 1, 16, [0, 0x40]);
        byte[] end = [22, 0, 16, 0, 4, 0, 0, 0, 1, 0, .. Convert.FromHexString("000000001000800000AA00389B71")];
        var extensible = Sized([.. plain[..36], .. end, .. plain[36..]]);
        (extensible[16], extensible[20], extensible[21]) = (40, 0xFE, 0xFF);
        Reads(extensible, 0.5f);
        extensible[^20] ^= 1;                                     // no longer the identifier
        Refused(extensible, "got kind 65534 of 16 bits");
    }

    [Test]
    public void An_odd_last_chunk_may_lack_its_padding()
    {
        var odd = Wav(Pcm, 1, 8, [0, 255, 128]);
        Reads(odd, -1f, 127 / 128f, 0f);
        Reads(odd[..^1], -1f, 127 / 128f, 0f);
    }

    [Test]
    public void What_is_written_is_read_to_half_a_step()
    {
        using var folder = new TemporaryFolder();
        float[] samples = [0, 0.1234f, -0.98f, 1, -1, 3];
        WavFile.Write(folder.PathOf("x.wav"), new(samples, 11_025));
        var read = WavFile.Read(folder.PathOf("x.wav"));
        Assert.That(read.Rate, Is.EqualTo(11_025));
        // 32767 / 32768 is the largest value of 16 bits.
        Assert.That(read.Samples, Is.EqualTo(new[] { 0, 0.1234f, -0.98f, 1, -1, 1 }).Within(1f / 32768));
        Assert.That(read.Seconds, Is.EqualTo(6 / 11025.0).Within(1e-15));
    }

    [Test]
    public void Other_files_are_refused()
    {
        Refused([], "x.wav: the file is empty; expected a WAV file.");
        Refused("RIFX    WAVE"u8.ToArray(), "which begins with RIFF….WAVE, got \"RIFX    WAVE\".");
        Refused([1, 2, 3], "got \"...\".");
        Refused(Wav(6, 1, 8, [1]), "expected PCM (1) of 8, 16, 24 or 32 bits or float (3) of 32, got kind 6 of 8 bits");
        Refused(Wav(Float, 1, 64, new byte[8]), "got kind 3 of 64 bits");
        Refused(Wav(Pcm, 6, 16, new byte[12]), "expected 1 or 2 channels, got 6.");
        Refused(Wav(Pcm, 1, 16, [1, 2], rate: 10), "expected a rate of 1000 to 768000 samples/s, got 10.");
        Refused(Wav(Pcm, 1, 16, []), "there is no sample in it.");
        Refused(Wav(Pcm, 2, 16, [1, 2]), "samples of 4 bytes do not fill 2 bytes");
        Refused(Wav(Float, 1, 32, BitConverter.GetBytes(float.NaN)), "sample 0: expected a finite value, got NaN.");
    }

    [Test]
    public void Lengths_that_do_not_agree_are_refused()
    {
        var good = Wav(Pcm, 1, 16, [1, 2, 3, 4]);
        Refused(good[..^2], "header announces 48 bytes, file holds 46.");
        Refused([.. good, 0, 0], "header announces 48 bytes, file holds 50.");
        Refused(Sized([.. good, 0, 0]), "2 bytes behind the last chunk are no chunk.");
        Refused(Sized(good[..^2]), "chunk \"data\" announces 4 bytes, file holds 2 more.");
        Refused(Sized(good[..36]), "expected a chunk \"data\", found none in its place.");
        Refused(Sized([.. good[..12], .. good[36..]]), "expected a chunk \"fmt \", found none in its place.");
        Refused(Sized([.. good, .. good[36..]]), "expected one chunk \"data\", got several.");
        good[28]++;
        Refused(good, "1 channels of 16 bits at 8000 samples/s are 2 bytes each, 16000 a second; "
            + "header says 2 and 16001.");
    }

    [Test]
    public void A_file_cut_anywhere_is_refused()
    {
        var whole = Wav(Pcm, 1, 16, [.. Enumerable.Range(0, 50).Select(i => (byte)(i * i))]);
        for (var length = 0; length < whole.Length; length++)
            Assert.That(() => WavFile.Parse(whole.AsSpan(0, length), "x"), Throws.TypeOf<DataException>(), $"{length}");
    }

    [Test]
    public void A_file_with_changed_bytes_is_read_or_refused()
    {
        var whole = Wav(Float, 2, 32, [.. Enumerable.Range(0, 96).Select(i => (byte)(i * 37 % 128))]);
        var random = SplitMix64.Stream(5);
        for (var trial = 0; trial < 1000; trial++)
        {
            var changed = whole.ToArray();
            for (var k = 0; k <= random.Next(3); k++) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                var sound = WavFile.Parse(changed, "x");
                Assert.That(sound.Samples, Is.Not.Empty.And.All.Matches<float>(float.IsFinite), $"trial {trial}");
            }
            catch (DataException)
            {
            }
        }
    }

    /// <summary>A WAV file of 8,000 samples/s.</summary>
    internal static byte[] Wav(int kind, int channels, int bits, byte[] data, int rate = 8_000)
    {
        var header = new byte[44];
        "RIFF    WAVEfmt "u8.CopyTo(header);
        var frame = channels * bits / 8;
        ReadOnlySpan<int> numbers = [16, kind | channels << 16, rate, rate * frame, frame | bits << 16];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16 + 4 * i), numbers[i]);
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), data.Length);
        return Sized([.. header, .. data, .. new byte[data.Length % 2]]);
    }

    // The file with the length in its header right.
    private static byte[] Sized(byte[] file)
    {
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }

    private static void Reads(byte[] file, params float[] samples)
    {
        var sound = WavFile.Parse(file, "x.wav");
        Assert.That(sound.Samples, Is.EqualTo(samples));
        Assert.That(sound.Rate, Is.EqualTo(8_000));
    }

    private static void Refused(byte[] file, string message) => Assert.That(
        () => WavFile.Parse(file, "x.wav"),
        Throws.TypeOf<DataException>().With.Message.StartWith("x.wav: ").And.Message.Contain(message));
}
