using Lectures.Models.Tests.Packaging;

namespace Lectures.Runner.Tests.Native;

/// <summary>The runner in a folder where libtorch is broken: one line on standard error, exit code 2.</summary>
[Platform("Linux")]
[Parallelizable]
public class LibTorchTests
{
    private const long SmallFile = 4 << 20;

    private string folder = "";

    // A copy of the runner; the large libraries are links.
    [SetUp]
    public void CopyRunner()
    {
        folder = Directory.CreateTempSubdirectory("lectures-").FullName;
        foreach (var file in new DirectoryInfo(TestContext.CurrentContext.TestDirectory).GetFiles())
        {
            var copy = Path.Combine(folder, file.Name);
            if (file.Length < SmallFile)
                file.CopyTo(copy);
            else
                File.CreateSymbolicLink(copy, file.FullName);
        }
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void An_intact_copy_loads()
    {
        var (exitCode, _, error) = Run();
        Assert.That(exitCode, Is.Zero, error);
    }

    [TestCase("libLibTorchSharp.so")]
    [TestCase("libtorch.so")]
    [TestCase("libtorch_cpu.so")]
    [TestCase("libc10.so")]
    public void A_missing_file_is_named(string file)
    {
        File.Delete(Path.Combine(folder, file));
        AssertRefused($"{file}: not found");
    }

    [TestCase("libLibTorchSharp.so", 1_000)]
    [TestCase("libLibTorchSharp.so", 1_000_000)]
    [TestCase("libc10.so", 100_000)]
    public void A_file_cut_short_is_named(string file, int length)
    {
        using (var stream = File.OpenWrite(Path.Combine(folder, file)))
            stream.SetLength(length);
        AssertRefused($"{file}: damaged, it is cut short");
    }

    [Test]
    public void A_file_of_another_kind_is_named()
    {
        File.WriteAllText(Path.Combine(folder, "libLibTorchSharp.so"), new string('-', 5000));
        AssertRefused("libLibTorchSharp.so: cannot be loaded");
    }

    [Test]
    public void A_symbol_version_that_the_system_lacks_is_named()
    {
        // The version's name in the file becomes one that no libstdc++ has, and its entry is no longer weak.
        var path = Path.Combine(folder, "libLibTorchSharp.so");
        var file = File.ReadAllBytes(path);
        Replace(file, "GLIBCXX_3.4.30\0"u8, "GLIBCXX_3.4.99\0"u8);
        File.WriteAllBytes(path, file);
        AssertRefused("libLibTorchSharp.so: needs the version GLIBCXX_3.4.99 of libstdc++.so.6");
    }

    private static void Replace(Span<byte> file, ReadOnlySpan<byte> old, ReadOnlySpan<byte> text)
    {
        var start = file.IndexOf(old);
        Assert.That(start, Is.Positive, "the name is in the file");
        text.CopyTo(file[start..]);
    }

    private void AssertRefused(string start)
    {
        var (exitCode, output, error) = Run();
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.StartWith(start));
        Assert.That(error, Does.Contain("dotnet build").And.Not.Contain("libtorch-cpu"));
        Assert.That(error.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(exitCode, Is.EqualTo(2));
    }

    private (int ExitCode, string Output, string Error) Run()
    {
        return DotNet.Run(folder, [Path.Combine(folder, "lectures.dll"), "verify", "perceptron"]);
    }
}
