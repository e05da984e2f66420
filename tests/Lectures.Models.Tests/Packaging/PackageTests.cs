using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lectures.Models.Tests.Packaging;

/// <summary>The package as others get it: packed, restored from a folder, built and run in an empty project.</summary>
[Category("Slow")]
public partial class PackageTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private string folder = "", feed = "";

    [OneTimeSetUp]
    public void Pack()
    {
        folder = Directory.CreateTempSubdirectory("lectures-").FullName;
        feed = Path.Combine(folder, "feed");
        Run(
            Root(), "pack", "src/Lectures.Models", "-c", Configuration, "--no-build", "-o", feed, "-warnaserror",
            $"-p:NuspecOutputPath={folder}/nuspec/", "-p:Version=0.0.1-test");
    }

    [OneTimeTearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void The_package_carries_the_library_the_loader_fix_and_the_readme()
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(feed, "*.nupkg").Single());
        Assert.That(package.Entries.Select(entry => entry.FullName), Is.SupersetOf(new[]
        {
            "README.md", "lib/net10.0/Lectures.Models.dll", "lib/net10.0/Lectures.Models.xml",
            "buildTransitive/Lectures.Models.targets", "buildTransitive/WeakenSymbolVersion.cs"
        }));

        var nuspec = XDocument.Load(package.GetEntry("Lectures.Models.nuspec")!.Open()).Descendants();
        Assert.That(nuspec.Single(element => element.Name.LocalName == "license").Value, Is.EqualTo("MIT"));
    }

    [Test]
    public void The_readmes_programs_run_in_an_empty_project_that_references_the_package()
    {
        var project = Path.Combine(folder, "consumer");
        Directory.CreateDirectory(project);
        File.WriteAllText(Path.Combine(project, "consumer.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Lectures.Models" Version="0.0.1-test" />
              </ItemGroup>
            </Project>
            """);
        // Everything but the new package is in the machine's cache, where this test's own build got it. Hard links
        // spare 1.3 GB of copies, and would carry a change of the output into the cache.
        string[] settings =
        [
            $"-p:RestoreSources={feed}", $"-p:RestoreFallbackFolders={TorchSharpPackage.Cache}",
            "-p:UseSharedCompilation=false", "-p:CreateHardLinksForCopyLocalIfPossible=true"
        ];
        var before = File.ReadAllBytes(TorchSharpPackage.Library);

        var programs = ProgramsOfTheReadme();
        Assert.That(programs, Has.Length.EqualTo(3));
        foreach (var (program, output) in programs)
        {
            File.WriteAllText(Path.Combine(project, "Program.cs"), program);
            Run(project, ["build", .. settings]);
            var printed = Run(project, "run", "--no-build").ReplaceLineEndings("\n");
            Assert.That(WithoutPercentages(printed), Is.EqualTo(WithoutPercentages(output)));
            // rounding differs from one processor to another, and learning makes more of it
            Assert.That(Percentages(printed), Is.EqualTo(Percentages(output)).Within(2));
        }

        Assert.That(File.ReadAllBytes(TorchSharpPackage.Library), Is.EqualTo(before), "the package in the cache");
        AssertPublishTakesTheSameLibraryAsTheBuild(project, settings);
    }

    private void AssertPublishTakesTheSameLibraryAsTheBuild(string project, string[] settings)
    {
        var json = Run(
            project, ["msbuild", "-t:ComputeResolvedFilesToPublishList", "-getItem:ResolvedFileToPublish", .. settings]);
        var published = JsonDocument.Parse(json).RootElement.GetProperty("Items")
            .GetProperty("ResolvedFileToPublish").EnumerateArray()
            .Select(item => item.GetProperty("FullPath").GetString()!)
            .Single(path => Path.GetFileName(path) == "libLibTorchSharp.so");
        var built = Directory.GetFiles(Path.Combine(project, "bin"), "libLibTorchSharp.so", SearchOption.AllDirectories);
        Assert.That(File.ReadAllBytes(published), Is.EqualTo(File.ReadAllBytes(built.Single())));
    }

    /// <summary>The C# programs in the readme, and the output that is shown after each.</summary>
    private static (string Program, string Output)[] ProgramsOfTheReadme()
    {
        var blocks = File.ReadAllText(Path.Combine(Root(), "README.md")).ReplaceLineEndings("\n").Split("```");
        return [.. blocks.Index().Where(block => block.Item.StartsWith("csharp\nusing ", StringComparison.Ordinal))
            .Select(block => (block.Item["csharp\n".Length..], blocks[block.Index + 2].TrimStart('\n')))];
    }

    private static string WithoutPercentages(string output) => Percentage().Replace(output, "…");

    private static double[] Percentages(string output) => [.. Percentage().Matches(output)
        .Select(match => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"(\d+) %")]
    private static partial Regex Percentage();

    private string Run(string workingFolder, params string[] arguments)
    {
        var (exitCode, output, error) = DotNet.Run(
            workingFolder, arguments, ("NUGET_PACKAGES", Path.Combine(folder, "packages")));
        Assert.That(exitCode, Is.Zero, $"dotnet {string.Join(' ', arguments)}\n{output}{error}");
        return output;
    }

    private static string Root()
    {
        var root = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Lectures.sln")))
            root = root.Parent ?? throw new DirectoryNotFoundException("Lectures.sln: not found above the tests.");
        return root.FullName;
    }
}
