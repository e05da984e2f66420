using System.Text;
using Lectures.Build;

namespace Lectures.Models.Tests.Packaging;

public class WeakenSymbolVersionTests
{
    private const string Version = "GLIBCXX_3.4.32";

    private string folder = "";

    [SetUp]
    public void CreateFolder() => folder = Directory.CreateTempSubdirectory("lectures-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void One_bit_of_TorchSharps_library_changes()
    {
        var before = File.ReadAllBytes(TorchSharpPackage.Library);
        var after = (byte[])before.Clone();

        Assert.That(WeakenSymbolVersion.Weaken(after, Version), Is.True);
        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).ToArray();
        Assert.That(changed, Has.Length.EqualTo(1));
        Assert.That(before[changed[0]] ^ after[changed[0]], Is.EqualTo(2), "VER_FLG_WEAK");
    }

    [TestCase("GLIBC_2.14")]
    [TestCase("GLIBCXX_3.4.3")]
    [TestCase("GLIBCXX_3.4.32")]
    [TestCase("CXXABI_1.3")]
    public void Only_the_flags_of_the_version_change(string version)
    {
        var expected = ElfWithVersions.Create();
        expected[ElfWithVersions.Flags[version]] = 2;

        var file = ElfWithVersions.Create();
        Assert.That(WeakenSymbolVersion.Weaken(file, version), Is.True);
        Assert.That(file, Is.EqualTo(expected));
    }

    [Test]
    public void A_weak_version_is_left_alone()
    {
        var file = ElfWithVersions.Create();
        WeakenSymbolVersion.Weaken(file, Version);
        AssertLeftAlone(file, Version);
    }

    [TestCase("GLIBCXX_3.4.31")]
    [TestCase("GLIBCXX_3.4")]
    [TestCase("libstdc++.so.6")]
    public void A_library_that_does_not_ask_for_the_version_is_left_alone(string version)
    {
        AssertLeftAlone(ElfWithVersions.Create(), version);
    }

    [Test]
    public void What_is_no_64_bit_little_endian_ELF_file_is_left_alone()
    {
        AssertLeftAlone([], Version);
        AssertLeftAlone(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Version + "\0", 20))), Version);
        foreach (var (offset, value) in new[] { (0, 0x7e), (4, 1), (5, 2) })
        {
            var file = ElfWithVersions.Create();
            file[offset] = (byte)value;
            AssertLeftAlone(file, Version);
        }
    }

    [Test]
    public void A_truncated_library_is_left_alone()
    {
        var whole = ElfWithVersions.Create();
        var needed = whole.Length - 64 + 32;    // up to the offset in the last section's header
        for (var length = 0; length < needed; length++)
        {
            AssertLeftAlone(whole[..length], Version);
        }
    }

    [Test]
    public void A_damaged_library_is_never_read_or_written_outside()
    {
        for (var offset = 0; offset < ElfWithVersions.Create().Length; offset++)
        {
            foreach (var value in new byte[] { 0x00, 0x7f, 0x80, 0xff })
            {
                var damaged = ElfWithVersions.Create();
                damaged[offset] = value;
                var file = (byte[])damaged.Clone();
                var weakened = WeakenSymbolVersion.Weaken(file, Version);
                var changed = damaged.Zip(file).Count(pair => pair.First != pair.Second);
                Assert.That(changed, Is.EqualTo(weakened ? 1 : 0), $"byte {offset} = {value:x2}");
            }
        }
    }

    [Test, Platform("Linux")]
    public void The_systems_loader_knows_which_versions_it_has()
    {
        const string symbol = "_ZNSt8ios_base4InitC1Ev";   // std::ios_base::Init::Init(), since GCC 3.4
        Assert.That(WeakenSymbolVersion.SystemHas("libstdc++.so.6", symbol, "GLIBCXX_3.4"), Is.True);
        Assert.That(WeakenSymbolVersion.SystemHas("libstdc++.so.6", symbol, "GLIBCXX_3.4.9999"), Is.False);
        Assert.That(WeakenSymbolVersion.SystemHas("libno-such-library.so.6", symbol, "GLIBCXX_3.4"), Is.False);
    }

    [Test, Platform("Linux")]
    public void Where_the_system_has_the_version_no_copy_is_made()
    {
        var task = Task(library: "libstdc++.so.6", version: "GLIBCXX_3.4");
        Assert.That(task.Execute(), Is.True);
        Assert.That(task.Weakened, Is.Null);
        Assert.That(task.Destination, Does.Not.Exist);
    }

    [Test, Platform("Linux")]
    public void Where_the_system_lacks_the_version_a_weak_copy_is_made_and_the_package_stays_as_it_is()
    {
        var before = File.ReadAllBytes(TorchSharpPackage.Library);
        var task = Task();
        Assert.That(task.Execute(), Is.True);
        Assert.That(task.Weakened, Is.EqualTo(task.Destination));

        WeakenSymbolVersion.Weaken(before, Version);
        Assert.That(File.ReadAllBytes(task.Destination), Is.EqualTo(before));
        Assert.That(File.ReadAllBytes(TorchSharpPackage.Library), Is.Not.EqualTo(before));
    }

    [Test, Platform("Linux")]
    public void An_up_to_date_copy_is_not_written_again_and_a_stale_one_is()
    {
        var task = Task();
        task.Execute();
        var weak = File.ReadAllBytes(task.Destination);

        var old = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(task.Destination, old);
        task.Execute();
        Assert.That(File.GetLastWriteTimeUtc(task.Destination), Is.EqualTo(old));

        File.Copy(TorchSharpPackage.Library, task.Destination, overwrite: true);
        task.Execute();
        Assert.That(File.ReadAllBytes(task.Destination), Is.EqualTo(weak));
        Assert.That(Directory.GetFiles(folder), Is.EqualTo(new[] { task.Destination }), "no temporary file stays");
    }

    [Test, Platform("Linux")]
    public void A_destination_that_links_to_the_package_is_replaced_not_written_through()
    {
        var before = File.ReadAllBytes(TorchSharpPackage.Library);
        var task = Task();
        task.Source = Path.Combine(folder, "package.so");
        File.WriteAllBytes(task.Source, before);
        File.CreateSymbolicLink(task.Destination, task.Source);

        task.Execute();
        Assert.That(File.ReadAllBytes(task.Source), Is.EqualTo(before));
        Assert.That(new FileInfo(task.Destination).LinkTarget, Is.Null);
    }

    private WeakenSymbolVersion Task(string library = "libno-such-library.so.6", string version = Version) => new()
    {
        Source = TorchSharpPackage.Library,
        Destination = Path.Combine(folder, "libLibTorchSharp.so"),
        Library = library,
        Version = version,
        Symbol = "_ZNSt8ios_base4InitC1Ev"
    };

    private static void AssertLeftAlone(byte[] file, string version)
    {
        var before = (byte[])file.Clone();
        Assert.That(WeakenSymbolVersion.Weaken(file, version), Is.False);
        Assert.That(file, Is.EqualTo(before));
    }
}
