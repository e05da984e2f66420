using System.Text.Json.Nodes;
using Lectures.Runner.Notebook;
using Lectures.Runner.Tests.Notebook;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Commands;

[Parallelizable]
public class NotebookRunCommandTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Cells_share_one_state_and_their_outputs_are_stored_in_order()
    {
        var outputs = Ran(0,
            "using static TorchSharp.torch;\nvar x = arange(3);\nConsole.WriteLine(\"こんにちは\");\nConsole.Error.Write(\"e\");\nx",
            "int Twice(int n) => 2 * n;\nvar off = no_grad();\nvar n = await Task.Run(() => Twice(21));",
            "n.Display(); Console.Write($\"1\\r{n}\"); display(new[] { new { n } }); n + 1",
            "new Lectures.Models.Figures.Figure([Lectures.Models.Figures.HouseStyle.NewPlot()], 80, 60)");
        Assert.That(outputs[0],
            Is.EqualTo((CellOutput[])[new StreamOutput("stdout", "こんにちは\n"), new StreamOutput("stderr", "e"),
            outputs[0][2]]));
        Assert.That(outputs[0][2].Text(), Is.EqualTo("tensor([0, 1, 2])\nshape (3,), int64, cpu"));
        Assert.That(outputs[1], Is.Empty);
        Assert.That(outputs[2].Select(output => output.Text()), Is.EqualTo((string[])["42", "42", " n\n──\n42", "43"]));
        Assert.That(outputs[2].OfType<DisplayOutput>().Select(output => output.IsResult),
            Is.EqualTo((bool[])[false, false, true]));
        Assert.That(((DisplayOutput)outputs[3].Single()).Data.Keys, Is.EqualTo((string[])["image/png", "text/plain"]));
    }

    [Test]
    public void Notebooks_written_for_NET_Interactive_run_as_they_are()
    {
        File.WriteAllText(folder["more.csx"], "var loaded = 7;");
        File.Copy(typeof(Assert).Assembly.Location, folder["framework.dll"]);
        var outputs = Ran(0,
            """
            #r "nuget: TorchSharp-cpu, 0.98.1"
            #r "framework.dll"
            using TorchSharp;
            using static TorchSharp.TensorExtensionMethods;
            using Microsoft.DotNet.Interactive.Formatting;
            Formatter.SetPreferredMimeTypesFor(typeof(torch.Tensor), "text/plain");
            Formatter.Register<torch.Tensor>((torch.Tensor x) => $"mine {x.numel()}");
            torch.ones(2, 2)
            """,
            "#!csharp\nprivate class A { public static int B = 5; }\nA.B\n#!markdown\n**text**\n#!html\n<b>text</b>",
            "#load \"more.csx\"\nloaded",
            "var d = display(1);\nd.Update(2);\n\"<i>a</i>\".DisplayAs(\"text/html\");\ndisplay(HTML(\"<b>\"))",
            "typeof(NUnit.Framework.Assert).Name");
        Assert.That(outputs[0].Single().Text(), Is.EqualTo("mine 4"));
        Assert.That(outputs[1].Cast<DisplayOutput>().Select(output =>
            string.Join(' ', output.Data.Select(form => $"{form.Key} {form.Value}"))),
            Is.EqualTo((string[])["text/plain 5", "text/markdown **text** text/plain **text**",
                "text/html <b>text</b> text/plain <b>text</b>"]));
        Assert.That(outputs[2].Single().Text(), Is.EqualTo("7"));
        Assert.That(outputs[3].Cast<DisplayOutput>().Select(output => output.Data.Values.First()),
            Is.EqualTo((string[])["2", "<i>a</i>", "<b>"]));
        Assert.That(outputs[4].Single().Text(), Is.EqualTo("Assert"));
    }

    [Test]
    public void A_cell_in_another_language_is_skipped_with_a_note_and_keeps_its_outputs()
    {
        var kept = new JsonObject { ["name"] = "stdout", ["output_type"] = "stream", ["text"] = new JsonArray("kept") };
        File.WriteAllText(folder["a.ipynb"],
            OfCells(Code("#!python\nprint(1)", "a", new JsonArray(kept)), Code("1", "b"),
            Code("print 1", "c", metadata: new() { ["dotnet_interactive"] = new JsonObject { ["language"] = "fsharp" } })));
        var (code, _, error) = Run("a.ipynb");
        Assert.That(code, Is.Zero, error);
        Assert.That(error, Does.Contain("cell 1: skipped, it is python; only C# is run.")
            .And.Contain("cell 3: skipped, it is fsharp"));
        Assert.That(Outputs(folder["a.ipynb"]).Select(outputs =>
            string.Concat(outputs.Select(output => output.Text()))),
            Is.EqualTo((string[])["kept", "1", ""]));
    }

    [Test]
    public void After_a_failure_too_a_cell_in_another_language_keeps_its_outputs()
    {
        var kept = new JsonObject { ["name"] = "stdout", ["output_type"] = "stream", ["text"] = new JsonArray("kept") };
        File.WriteAllText(folder["a.ipynb"],
            OfCells(Code("#!nope", "a"), Code("#!python\nprint(1)", "b", new JsonArray(kept))));
        var (code, _, error) = Run("a.ipynb");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Not.Contain("not run"));
        Assert.That(Outputs(folder["a.ipynb"])[1].Single().Text(), Is.EqualTo("kept"));
    }

    [Test]
    public void Errors_name_cell_and_line_and_later_cells_are_left_without_outputs()
    {
        // An index out of range is what a compiler that optimises moves to another line.
        var outputs = Ran(1, "int F(int n)\n{\n    int[] a = [1];\n    return a[n];\n}", "var n = 7;\nF(n)", "2");
        var error = (ErrorOutput)outputs[1].Single();
        Assert.That((error.Name, error.Value),
            Is.EqualTo(("IndexOutOfRangeException", "Index was outside the bounds of the array.")));
        Assert.That(error.Traceback.Skip(1), Is.EqualTo((string[])
            ["   at F(Int32 n) in cell 1, line 4", "   at cell 2, line 2"]));
        Assert.That(outputs[2], Is.Empty);
    }

    [Test]
    public void Frames_of_the_library_stand_in_a_trace_without_their_folder()
    {
        var outputs = Ran(1, "new Lectures.Models.Figures.Figure([])");
        Assert.That(((ErrorOutput)outputs[0].Single()).Traceback,
            Has.Some.Match("^   at Lectures.Models.Figures.Figure..ctor.* in Figure.cs, line \\d+$")
            .And.Some.EqualTo("   at cell 1, line 1").And.None.Contains("/"));
    }

    [Test]
    public void With_keep_going_later_cells_run_and_every_error_is_named()
    {
        File.WriteAllText(folder["a.ipynb"],
            Of("1", "\nnope", "throw new Exception(\"a\", new FormatException(\"b\"));", "#!nope", "2"));
        var (code, _, error) = Run("a.ipynb", "--keep-going");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain(
            "a.ipynb: cell 2: CS0103: The name 'nope' does not exist in the current context\n")
            .And.Contain("a.ipynb: cell 3: Exception: a\n")
                .And.Contain("a.ipynb: cell 4: UnknownMagic: #!nope: unknown magic"));
        Assert.That(Outputs(folder["a.ipynb"]).Select(outputs => outputs.Single().Text()), Is.EqualTo((string[])
            ["1", "cell 2, line 2, column 1: CS0103: The name 'nope' does not exist in the current context",
             "Exception: a\n   at cell 3, line 1\ncaused by FormatException: b",
             "cell 4, line 1: #!nope: unknown magic; expected a language, #!csharp, #!markdown or #!html.", "2"]));
    }

    [Test]
    public void A_cell_tagged_raises_exception_may_fail()
    {
        static JsonObject Tagged(string source, string id) =>
            Code(source, id, metadata: new() { ["tags"] = new JsonArray("raises-exception") });

        File.WriteAllText(folder["a.ipynb"], OfCells(
            Tagged("throw new Exception();", "a"), Code("1", "b"), Tagged("Environment.Exit(0);", "c"),
                Code("2", "d")));
        var (code, _, error) = Run("a.ipynb");
        Assert.That(code, Is.EqualTo(1), "no cell is to end its process");
        Assert.That(error, Does.Contain("cell 3 ends the process itself (exit code 0).\n").And.Not.Contain("cell 1:"));
        Assert.That(Outputs(folder["a.ipynb"])[1].Single().Text(), Is.EqualTo("1"));
    }

    [Test]
    public void Running_twice_gives_the_same_bytes_and_progress_tells_each_cell()
    {
        File.WriteAllText(folder["a.ipynb"],
            Of("using static TorchSharp.torch; manual_seed(1); randn(3)", "display(1)"));
        var (_, output, error) = Run("a.ipynb");
        var first = File.ReadAllBytes(folder["a.ipynb"]);
        Run("a.ipynb");
        Assert.That(File.ReadAllBytes(folder["a.ipynb"]), Is.EqualTo(first));
        Assert.That(output, Is.EqualTo($"wrote {folder["a.ipynb"]}\n"));
        Assert.That(error, Does.Match("a.ipynb: cell 1 ran +[0-9.]+ s\n.*a.ipynb: cell 2 ran"));
    }

    [Test]
    public void With_out_the_file_stays_and_several_go_into_a_folder()
    {
        foreach (var name in (string[])["a.ipynb", "b.ipynb"]) File.WriteAllText(folder[name], Of("1"));
        Assert.That(Run("a.ipynb", "--out", folder["c.ipynb"]).ExitCode, Is.Zero);
        Assert.That(Cli.Run(["notebook", "run", folder.Path, "--out", folder["d"]]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(folder["a.ipynb"]), Is.EqualTo(Of("1")));
        foreach (var name in (string[])["c.ipynb", "d/a.ipynb", "d/b.ipynb", "d/c.ipynb"])
            Assert.That(Outputs(folder[name])[0].Single().Text(), Is.EqualTo("1"));
    }

    [Test]
    public void Of_two_files_of_which_one_is_bad_the_good_one_is_run()
    {
        File.WriteAllText(folder["bad.ipynb"], "{}");
        File.WriteAllText(folder["good.ipynb"], Of("1"));
        var (code, output, error) = Cli.Run(["notebook", "run", folder["bad.ipynb"], folder["good.ipynb"]]);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.Contain("bad.ipynb: expected a notebook, got JSON without 'nbformat'.\n"));
        Assert.That(output, Does.Contain("good.ipynb"));
        Assert.That(File.ReadAllText(folder["bad.ipynb"]), Is.EqualTo("{}"));
        Assert.That(Outputs(folder["good.ipynb"])[0], Has.Count.EqualTo(1));
    }

    [Test]
    public void A_notebook_without_code_is_left_as_it_is()
    {
        File.WriteAllText(folder["a.ipynb"], OfCells());
        Assert.That(Run("a.ipynb").ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(folder["a.ipynb"]), Is.EqualTo(OfCells()));
    }

    [Test]
    public void What_cannot_be_run_is_one_line()
    {
        File.WriteAllText(folder["a.ipynb"], Of("1"));
        Directory.CreateDirectory(folder["empty"]);
        Directory.CreateDirectory(folder["other"]);
        File.WriteAllText(folder["other/a.ipynb"], Of("1"));
        File.WriteAllText(folder["python.ipynb"], Of("print(1)").Replace("\"C#\"", "\"python\""));
        File.WriteAllText(folder["mine.ipynb"], Of("1"));
        new FileInfo(folder["mine.ipynb"]).IsReadOnly = true;
        foreach (var (args, line) in ((string[], string)[])
        [
            ([folder["python.ipynb"]], $"{folder["python.ipynb"]}: expected cells in C#, got all of them in python."),
            ([folder["mine.ipynb"]], $"{folder["mine.ipynb"]}: the file {folder["mine.ipynb"]} is read-only."),
            ([folder["none.ipynb"]], $"{folder["none.ipynb"]}: no such file."),
            ([folder["empty"]], $"{folder["empty"]}: expected notebooks (.ipynb), got a folder without any."),
            ([], "notebook run: expected FILE, got none; 'lectures notebook run --help' tells more."),
            ([folder["a.ipynb"], "--cell-timeout", "0"],
                "--cell-timeout: expected seconds, more than 0 and at most 86400, got 0."),
            ([folder["a.ipynb"], "--out", folder["none/a.ipynb"]],
                $"--out: the folder {folder["none"]} does not exist; make it first."),
            ([folder["a.ipynb"], folder["other/a.ipynb"], "--out", folder["d"]],
                $"--out: both {folder["a.ipynb"]} and {folder["other/a.ipynb"]} would be {Path.Combine(folder["d"], "a.ipynb")}."),
            ([folder["a.ipynb"], "--keep"],
                "--keep: unknown option; expected one of --cell-timeout, --keep-going, --out."),
        ])
            Assert.That(Cli.Refused(["notebook", "run", .. args]), Is.EqualTo(line));
        Assert.That(File.ReadAllText(folder["a.ipynb"]), Is.EqualTo(Of("1")));
        Assert.That(Directory.Exists(folder["d"]), Is.False);
    }

    [Test, Platform("Linux"), CancelAfter(120_000)]
    public async Task Ctrl_C_ends_it_and_writes_nothing(CancellationToken limit)
    {
        File.WriteAllText(folder["a.ipynb"], Of("1", "while (true);"));
        using var process = Cli.Start("notebook", "run", folder["a.ipynb"]);
        while (await process.StandardError.ReadLineAsync(limit) is { } line && !line.Contains("cell 1 ran")) { }
        await Cli.Interrupt(process, limit);
        Assert.That(await process.StandardError.ReadToEndAsync(limit), Is.EqualTo("interrupted\n"));
        Assert.That(File.ReadAllText(folder["a.ipynb"]), Is.EqualTo(Of("1", "while (true);")));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }

    private (int ExitCode, string Output, string Error) Run(string name, params string[] args)
    {
        var (code, output, error) = Cli.Run(["notebook", "run", folder[name], .. args]);
        return (code, output.ReplaceLineEndings("\n"), error.ReplaceLineEndings("\n"));
    }

    private IReadOnlyList<IReadOnlyList<CellOutput>> Ran(int expected, params string[] cells)
    {
        File.WriteAllText(folder["a.ipynb"], Of(cells));
        var (code, _, error) = Run("a.ipynb");
        Assert.That(code, Is.EqualTo(expected), error);
        return Outputs(folder["a.ipynb"]);
    }
}
