using Lectures.Models.Data;
using Lectures.Models.Tests.Data;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Training;

public class CheckpointTests
{
    private TemporaryFolder folder = null!;
    private IDisposable scope = null!;

    [SetUp]
    public void Make() => (folder, scope) = (new(), NewDisposeScope());

    [TearDown]
    public void Remove()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Test]
    public void What_was_saved_comes_back()
    {
        var saved = Content(1);
        Checkpoint.Save(folder.FullName, 12, saved);
        Assert.That(folder.Files, Is.EqualTo(new[] { "checkpoint-00000012.safetensors" }));
        Assert.That(IsSame(Checkpoint.Load(Checkpoint.In(folder.FullName)[0]), saved), Is.True);
    }

    [Test]
    public void The_last_two_are_kept_and_other_files_left_alone()
    {
        folder.Write("checkpoint-best.safetensors", 1);
        folder.Write("weights.safetensors", 1);
        foreach (var number in (long[])[5, 10, 99_999_999, 100_000_000, 100_000_005])
            Checkpoint.Save(folder.FullName, number, Content(number));
        Assert.That(Checkpoint.In(folder.FullName).Select(Path.GetFileName), Is.EqualTo(new[]
            { "checkpoint-100000000.safetensors", "checkpoint-100000005.safetensors" }));
        Assert.That(folder.Files, Has.Length.EqualTo(4));
        Assert.That(IsSame(Checkpoint.Load(Checkpoint.In(folder.FullName)[^1]), Content(100_000_005)), Is.True);
    }

    [Test]
    public void One_that_cannot_be_written_leaves_those_before()
    {
        Checkpoint.Save(folder.FullName, 1, Content(1));
        Checkpoint.Save(folder.FullName, 2, Content(2));
        Directory.CreateDirectory(folder.PathOf("checkpoint-00000003.safetensors"));
        Assert.Throws<DataException>(() => Checkpoint.Save(folder.FullName, 3, Content(3)));
        Assert.That(folder.Files, Is.EqualTo(new[]
            { "checkpoint-00000001.safetensors", "checkpoint-00000002.safetensors" }));
    }

    [Test]
    public void A_flipped_byte_is_never_read_wrongly()
    {
        var (bytes, saved, random) = (Saved(out var path), Content(1), new Random(5));
        var refused = 0;
        for (var i = 0; i < 400; i++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var flips = random.Next(3); flips >= 0; flips--)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            refused += RefusedOrRight(path, damaged, saved);
        }
        Assert.That(refused, Is.GreaterThan(390), "all but blanks for blanks");
    }

    [Test]
    public void One_cut_short_or_gone_on_is_refused()
    {
        var (bytes, saved, random) = (Saved(out var path), Content(1), new Random(6));
        for (var i = 0; i < 150; i++)
            Assert.That(RefusedOrRight(path, bytes[..random.Next(bytes.Length)], saved), Is.EqualTo(1));
        Assert.That(RefusedOrRight(path, [.. bytes, 0], saved), Is.EqualTo(1));
        Assert.That(RefusedOrRight(path, [], saved), Is.EqualTo(1));
    }

    [TestCase("\"step\":\"120\"", "\"step\":\"121\"")]
    [TestCase("\"step\":", "\"stop\":")]
    [TestCase("\"F32\"", "\"I32\"")]
    [TestCase("\"a.weight\"", "\"b.weight\"")]
    [TestCase("[3,5]", "[5,3]")]
    [TestCase("\"sha256\"", "\"sha257\"")]
    public void Names_types_shapes_and_metadata_are_under_the_checksum(string text, string other)
    {
        var bytes = Saved(out var path);
        var at = System.Text.Encoding.Latin1.GetString(bytes).IndexOf(text, StringComparison.Ordinal);
        Assert.That(at, Is.Positive);
        System.Text.Encoding.Latin1.GetBytes(other).CopyTo(bytes, at);
        File.WriteAllBytes(path, bytes);
        Assert.That(Assert.Throws<DataException>(() => Checkpoint.Load(path))!.Message, Is.EqualTo(
            $"{path}: the checkpoint is damaged: its content does not fit its checksum."));
    }

    [Test]
    public void A_missing_one_is_named() => Assert.That(
        Assert.Throws<DataException>(() => Checkpoint.Load(folder.PathOf("checkpoint-1.safetensors")))!.Message,
        Is.EqualTo($"{folder.PathOf("checkpoint-1.safetensors")}: no such file."));

    private byte[] Saved(out string path)
    {
        Checkpoint.Save(folder.FullName, 1, Content(1));
        path = Checkpoint.In(folder.FullName)[0];
        return File.ReadAllBytes(path);
    }

    private static int RefusedOrRight(string path, byte[] bytes, SafeTensors saved)
    {
        File.WriteAllBytes(path, bytes);
        using var inner = NewDisposeScope();
        try
        {
            Assert.That(IsSame(Checkpoint.Load(path), saved), Is.True, "read, so it must be right");
            return 0;
        }
        catch (DataException refused)
        {
            Assert.That(refused.Message, Does.StartWith(path).And.Not.Contain("\n"));
            return 1;
        }
    }

    private static SafeTensors Content(long seed)
    {
        using var generator = new Generator((ulong)seed);
        return new(new Dictionary<string, Tensor>
        {
            ["a.weight"] = rand(3, 5, generator: generator),
            ["optimizer.step"] = tensor(seed),
            ["best.a.weight"] = rand([2, 3], ScalarType.Float64, generator: generator),
            ["empty"] = zeros(0, 4),
        }, new Dictionary<string, string> { ["step"] = "120", ["rounds"] = "3", ["best-loss"] = "0.25" });
    }

    private static bool IsSame(SafeTensors one, SafeTensors other)
    {
        var (mine, others) = (Tasks.Bytes(one.Tensors), Tasks.Bytes(other.Tensors));
        return mine.Count == others.Count && one.Metadata.Count == other.Metadata.Count
            && others.All(named => mine.TryGetValue(named.Key, out var bytes) && bytes.SequenceEqual(named.Value)
                && one.Tensors[named.Key].dtype == other.Tensors[named.Key].dtype
                && one.Tensors[named.Key].shape.SequenceEqual(other.Tensors[named.Key].shape))
            && other.Metadata.All(named => one.Metadata.GetValueOrDefault(named.Key) == named.Value);
    }
}
