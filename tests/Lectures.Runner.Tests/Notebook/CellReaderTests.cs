using Lectures.Runner.Notebook;

namespace Lectures.Runner.Tests.Notebook;

public class CellReaderTests
{
    [Test]
    public void A_magic_begins_a_part_and_every_line_keeps_its_number() => Assert.That(
        CellReader.Parts("1\n#!markdown\n**a**\n#!csharp\n\n2", null), Is.EqualTo((CellPart[])
        [
            new("csharp", "1"),
            new("markdown", "\n\n**a**"),
            new("csharp", "\n\n\n\n\n2"),
        ]));

    [TestCase("#!C#\n1", "csharp")]
    [TestCase("#!fsharp\n1", "fsharp")]
    [TestCase("  #!python --name x\n1", "python")]
    [TestCase("#!html\n<b>", "html")]
    public void Languages_are_known_by_their_names(string source, string language) =>
        Assert.That(CellReader.Parts(source, null).Single().Language, Is.EqualTo(language));

    [TestCase("C#", "csharp")]
    [TestCase("polyglot-notebook", "csharp")]
    [TestCase("python", "python")]
    [TestCase(null, "csharp")]
    public void The_metadata_say_the_language_where_no_magic_does(string? language, string name) =>
        Assert.That(CellReader.Parts("1", language).Single().Language, Is.EqualTo(name));

    [TestCase("#r \"nuget: TorchSharp, 0.98.1\"")]
    [TestCase("#r \"nuget:TorchSharp-cpu\"")]
    [TestCase(" #r \"nuget: lectures.models,*-*\" // ours")]
    [TestCase("#i \"nuget:https://example.org/index.json\"")]
    public void A_package_that_is_here_needs_nothing(string line) =>
        Assert.That(CellReader.Parts($"{line}\n1", null).Single().Text, Is.EqualTo("\n1"));

    [Test]
    public void A_path_is_left_to_the_compiler() =>
        Assert.That(CellReader.Parts("#r \"my.dll\"", null).Single().Text, Is.EqualTo("#r \"my.dll\""));

    [TestCase("\n#!time\n1", 2, "UnknownMagic",
        "#!time: unknown magic; expected a language, #!csharp, #!markdown or #!html.")]
    [TestCase("#r \"nuget: Newtonsoft.Json, 13.0.3\"", 1, "PackageNotCarried",
        "#r \"nuget: Newtonsoft.Json\": the runner does not carry this package and fetches none; build it and refer to its file, '#r \"path\"'.")]
    public void What_is_not_here_is_named(string source, int line, string kind, string message)
    {
        var fault = Assert.Throws<CellFault>(() => CellReader.Parts(source, null))!;
        Assert.That((fault.Line, fault.Kind, fault.Message), Is.EqualTo((line, kind, message)));
    }

    [TestCase("")]
    [TestCase(" \n\n")]
    [TestCase("#!csharp")]
    public void A_cell_that_holds_nothing_has_no_parts(string source) =>
        Assert.That(CellReader.Parts(source, null), Is.Empty);
}
