using System.Formats.Tar;
using System.IO.Compression;
using Lectures.Models.Data;
using Lectures.Models.Data.Sound;

namespace Lectures.Models.Tests.Data.Sound;

public sealed class RecordingsTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_folder_and_an_archive_of_the_same_files_are_the_same_set([Values("x.tar", "x.tar.gz")] string name)
    {
        Write("3_ada_0.wav", 10);
        Write("1_ada_5.wav", 20);
        Write("1_bob_x_12.wav", 30);
        folder.Write("._1_ada_5.wav", 1, 2, 3);
        folder.Write("README.md", 1);
        var files = Recordings.Load(folder.FullName);
        var archive = Archive(name, [.. folder.Files.Select(file => (file, File.ReadAllBytes(folder.PathOf(file))))]);
        var packed = Recordings.Load(archive);

        foreach (var set in (Recordings[])[files, packed])
        {
            Assert.That(set.Classes, Is.EqualTo(new[] { "1", "3" }));
            Assert.That(set.All.Select(one => (one.Class, one.Speaker, one.Index)), Is.EqualTo(new[]
            {
                ("1", "ada", 5), ("1", "bob_x", 12), ("3", "ada", 0),
            }));
            Assert.That(set.Targets(), Is.EqualTo(new long[] { 0, 0, 1 }));
            Assert.That(set.All.Select(one => one.Sound.Samples[0]), Is.EqualTo(new[] { 20, 30, 10 }.Select(Level)));
        }
    }

    [Test]
    public void Index_0_to_4_is_for_the_test_and_no_recording_is_in_both()
    {
        for (var index = 0; index < 7; index++)
            foreach (var digit in "27")
                Write($"{digit}_ada_{index}.wav", index);
        var all = Recordings.Load(folder.FullName);
        var (train, test) = (all.Part(Split.Train), all.Part(Split.Test));

        Assert.That(test.All.Select(one => one.Index).Distinct(), Is.EquivalentTo(new[] { 0, 1, 2, 3, 4 }));
        Assert.That(train.All.Select(one => one.Index).Distinct(), Is.EquivalentTo(new[] { 5, 6 }));
        Assert.That(train.All.Concat(test.All), Is.EquivalentTo(all.All));
        Assert.That((train.Classes, test.Classes), Is.EqualTo((all.Classes, all.Classes)));
    }

    [Test]
    public void A_part_knows_all_classes()
    {
        Write("2_ada_7.wav", 1);
        Write("5_ada_0.wav", 1);
        Assert.That(Recordings.Load(folder.FullName).Part(Split.Test).Targets(), Is.EqualTo(new long[] { 1 }));
        File.Delete(folder.PathOf("5_ada_0.wav"));
        Write("5_ada_5.wav", 1);
        Assert.That(() => Recordings.Load(folder.FullName).Part(Split.Test), Throws.TypeOf<DataException>()
            .With.Message.Contain("no recording is for the test set; expected names that end in an index below 5"));
    }

    [Test]
    public void What_is_saved_is_loaded()
    {
        var tones = Tones.Generate(7, 3);
        tones.Save(folder.PathOf("new"));
        var loaded = Recordings.Load(folder.PathOf("new"));
        Assert.That(loaded.All.Select(one => one.FileName), Is.EqualTo(tones.All.Select(one => one.FileName)));
        foreach (var (before, after) in tones.All.Zip(loaded.All))
            Assert.That(after.Sound.Samples, Is.EqualTo(before.Sound.Samples).Within(1f / 32768));
    }

    [Test]
    public void Folders_and_files_without_recordings_are_refused()
    {
        Refused(folder.PathOf("none"), "none: no such file.");
        Refused(folder.FullName, "expected WAV files named like 7_jackson_32.wav, found none.");
        Write("1_ada_0.wav", 1);
        Refused(folder.FullName, "expected at least 2 classes, got only '1'");
        Write("hello.wav", 1);
        Refused(folder.FullName, "hello.wav: expected a name like 7_jackson_32.wav (class, speaker, index).");
        File.Delete(folder.PathOf("hello.wav"));
        folder.Write("2_ada_0.wav", 1, 2);
        Refused(folder.FullName, "2_ada_0.wav: expected a WAV file, which begins with RIFF….WAVE, got \"..\".");
        Refused(folder.PathOf("2_ada_0.wav"), "expected a folder, or an archive (.tar.gz or .tar) of WAV files.");
        Refused(folder.Write("empty.tar.gz"), "empty.tar.gz: the file is empty.");
    }

    [Test]
    public void Odd_archives_are_refused()
    {
        var sound = Sound(1);
        Refused(folder.Write("none.tar", new byte[10_240]), "expected WAV files named like 7_jackson_32.wav, found");
        Refused(Archive("readme.tar.gz", ("README", sound)), "expected WAV files named like 7_jackson_32.wav, found");
        Refused(Archive("out.tar.gz", ("../1_ada_0.wav", sound)), "../1_ada_0.wav: the entry leads out of the");
        Refused(Archive("root.tar.gz", ("/tmp/1_ada_0.wav", sound)), "/tmp/1_ada_0.wav: the entry leads out of the");
        Refused(Archive("twice.tar.gz", ("a/1_a_0.wav", sound), ("b/1_a_0.wav", sound)), "holds the recording twice.");
        Refused(Archive("bad.tar.gz", ("r/1_a_0.wav", [1])), "bad.tar.gz: r/1_a_0.wav: expected a WAV file");
        Assert.That(folder.Files, Has.None.EndsWith(".wav"));
    }

    [Test]
    public void A_link_in_an_archive_is_refused()
    {
        using (var writer = new TarWriter(File.Create(folder.PathOf("link.tar"))))
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "1_a_0.wav") { LinkName = "/etc/passwd" });
        Refused(folder.PathOf("link.tar"), "1_a_0.wav: expected a file, got a SymbolicLink.");
    }

    [Test]
    public void An_archive_cut_anywhere_is_refused([Values("x.tar", "x.tar.gz")] string name)
    {
        var whole = File.ReadAllBytes(Archive(name, ("r/1_a_0.wav", Sound(1)), ("r/2_a_0.wav", Sound(2))));
        var cut = folder.PathOf("cut");
        for (var length = 0; length < whole.Length; length += name.EndsWith("gz") ? 1 : 128)
        {
            File.WriteAllBytes(cut, whole[..length]);
            Assert.That(() => Recordings.Load(cut), Throws.TypeOf<DataException>(), $"{length} of {whole.Length}");
        }
    }

    [Test]
    public void A_packed_archive_with_changed_bytes_gives_the_same_sounds_or_is_refused()
    {
        var whole = File.ReadAllBytes(Archive("x.tar.gz", ("r/1_a_0.wav", Sound(1)), ("r/2_a_0.wav", Sound(2))));
        var sounds = Recordings.Load(folder.PathOf("x.tar.gz")).All.Select(one => one.Sound.Samples).ToArray();
        Changed(whole, 400, set => Assert.That(set.All.Select(one => one.Sound.Samples), Is.EqualTo(sounds)));
    }

    [Test]
    public void A_plain_archive_with_changed_bytes_is_read_or_refused()
    {
        var whole = File.ReadAllBytes(Archive("x.tar", ("r/1_a_0.wav", Sound(1)), ("r/2_a_0.wav", Sound(2))));
        Changed(whole, 600, set => Assert.That(set.All, Is.Not.Empty));
    }

    [Test]
    public void A_bomb_of_gzip_is_refused_before_it_fills_the_memory()
    {
        using (var gzip = new GZipStream(File.Create(folder.PathOf("bomb.gz")), CompressionLevel.Fastest))
            for (var i = 0; i < 5; i++) gzip.Write(new byte[1 << 20]);
        Assert.That(() => GzipFile.ReadAll(folder.PathOf("bomb.gz"), 1 << 21), Throws.TypeOf<DataException>()
            .With.Message.EndsWith("bomb.gz: unpacks to more than the 2,097,152 bytes allowed."));
    }

    [Test]
    public void The_spoken_digits_are_three_thousand_of_six_speakers()
    {
        var all = Recordings.Load(SharedData.Recordings());
        Assert.That(all.All, Has.Count.EqualTo(3_000));
        Assert.That(all.Classes, Is.EqualTo("0123456789".Select(digit => $"{digit}")));
        Assert.That(all.All.Select(one => one.Speaker).Distinct().Count(), Is.EqualTo(6));
        Assert.That(all.All.Select(one => one.Sound.Rate), Is.All.EqualTo(8_000));
        Assert.That((all.Part(Split.Train).All.Count, all.Part(Split.Test).All.Count), Is.EqualTo((2_700, 300)));
    }

    private void Changed(byte[] whole, int trials, Action<Recordings> check)
    {
        var random = SplitMix64.Stream(11);
        var path = folder.PathOf("changed");
        for (var trial = 0; trial < trials; trial++)
        {
            var changed = whole.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 + random.Next(255));
            File.WriteAllBytes(path, changed);
            try
            {
                check(Recordings.Load(path));
            }
            catch (DataException error)
            {
                Assert.That(error.Message, Does.Not.Contain("\n"));
            }
        }
    }

    private static float Level(int level) => level / 128f;

    private static byte[] Sound(int level) => WavFileTests.Wav(1, 1, 8, [(byte)(128 + level), 7, 9]);

    private void Write(string name, int level) => folder.Write(name, Sound(level));

    private string Archive(string name, params (string Name, byte[] Content)[] files)
    {
        using Stream file = File.Create(folder.PathOf(name));
        using var stream = name.EndsWith(".gz") ? new GZipStream(file, CompressionLevel.Optimal) : file;
        using var writer = new TarWriter(stream);
        foreach (var (entry, content) in files)
        {
            using var data = new MemoryStream(content);
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = data });
        }
        return folder.PathOf(name);
    }

    private static void Refused(string path, string message) => Assert.That(
        () => Recordings.Load(path), Throws.TypeOf<DataException>().With.Message.Contain(message));
}
