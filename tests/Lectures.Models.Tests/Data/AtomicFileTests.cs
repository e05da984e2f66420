using Lectures.Models.Data;

namespace Lectures.Models.Tests.Data;

public sealed class AtomicFileTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_write_that_throws_leaves_the_old_file_and_nothing_else()
    {
        var path = folder.Write("result", 1, 2);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(3);
            throw new InvalidOperationException();
        }));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(folder.Files, Is.EqualTo(new[] { "result" }));
    }

    [Test]
    public void What_a_link_leads_to_is_replaced_and_the_link_stays()
    {
        var path = folder.Write("result", 1, 2);
        var link = File.CreateSymbolicLink(folder.PathOf("link"), path);
        AtomicFile.Write(link.FullName, stream => stream.WriteByte(3));
        Assert.That(new FileInfo(link.FullName).LinkTarget, Is.EqualTo(path));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 3 }));
    }

    [Test, Platform("Linux")]
    public void A_device_is_written_as_it_is()
    {
        AtomicFile.Write("/dev/null", stream => stream.WriteByte(1));
        Assert.That(new FileInfo("/dev/null").Length, Is.Zero);
        Assert.That(
            Assert.Throws<DataException>(() => AtomicFile.Write("/dev/full", stream => stream.WriteByte(1)))!.Message,
            Does.StartWith("/dev/full: cannot be written: "));
    }

    [Test]
    public void A_missing_folder_is_one_line() => Assert.That(
        Assert.Throws<DataException>(() => AtomicFile.Write(folder.PathOf("no/result"), _ => { }))!.Message,
        Does.StartWith($"{folder.PathOf("no/result")}: cannot be written: "));
}
