using System.Runtime.CompilerServices;

namespace Lectures.Runner.Tests.Commands;

/// <summary>The notebooks of this repository: what is stored in them is what they put out.</summary>
[Parallelizable(ParallelScope.All)]
public class NotebookFolderTests
{
    private static IEnumerable<TestCaseData> Notebooks =>
        Directory.GetFiles(Folder(), "*.ipynb").Order().Select(path =>
            new TestCaseData(path).SetArgDisplayNames(Path.GetFileName(path)));

    [TestCaseSource(nameof(Notebooks))]
    public void Its_stored_outputs_are_fresh(string path)
    {
        var (code, output, error) = Cli.Run(["notebook", "check", path]);
        Assert.That(code, Is.Zero, output + error);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(here, "../../../../notebooks");
}
