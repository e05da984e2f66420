using System.Text.Json.Nodes;
using Lectures.Models.Data;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Notebook;

/// <summary>The rules of nbformat 4.5: a file that breaks one is named, with the place.</summary>
public class NotebookReaderTests
{
    // What is changed in a good notebook of one code cell with one output of each kind, and what is said of it.
    private static readonly (string Name, Action<JsonObject> Change, string Line)[] cases =
    [
        ("no nbformat", root => root.Remove("nbformat"), "expected a notebook, got JSON without 'nbformat'."),
        ("nbformat 3", root =>
            root["nbformat"] = 3,
            "expected nbformat 4, got 3; save it as version 4, by 'jupyter nbconvert --to notebook' for instance."),
        ("nbformat text", root => root["nbformat"] = "4", "nbformat: expected a whole number, got a string."),
        ("no minor", root => root.Remove("nbformat_minor"), "'nbformat_minor' is missing."),
        ("no metadata", root => root.Remove("metadata"), "'metadata' is missing."),
        ("no cells", root => root.Remove("cells"), "'cells' is missing."),
        ("cells an object", root => root["cells"] = new JsonObject(), "cells: expected a list, got an object."),
        ("a cell that is none", root => root["cells"]![0] = 1, "cell 1: expected an object, got 1."),
        ("no id", root => Cell(root).Remove("id"), "cell 1: 'id' is missing."),
        ("an id with a space", root =>
            Cell(root)["id"] = "a b", "cell 1: id: expected 1 to 64 letters, digits, '-' and '_', got 'a b'."),
        ("an id twice", root =>
            root["cells"]!.AsArray().Add((JsonNode)Code("", "c1")),
            "cell 2: id: expected one that no other cell has, got 'c1'."),
        ("no cell type", root => Cell(root).Remove("cell_type"), "cell 1: 'cell_type' is missing."),
        ("another cell type", root =>
            Cell(root)["cell_type"] = "heading", "cell 1: cell_type: expected code, markdown or raw, got 'heading'."),
        ("no cell metadata", root => Cell(root).Remove("metadata"), "cell 1: 'metadata' is missing."),
        ("no source", root => Cell(root).Remove("source"), "cell 1: 'source' is missing."),
        ("a source of numbers", root =>
            Cell(root)["source"] = new JsonArray(1), "cell 1: source: line 1: expected a string, got 1."),
        ("no outputs", root => Cell(root).Remove("outputs"), "cell 1: 'outputs' is missing."),
        ("no count", root => Cell(root).Remove("execution_count"), "cell 1: 'execution_count' is missing."),
        ("a count below 0", root =>
            Cell(root)["execution_count"] = -1, "cell 1: execution_count: expected null or a number from 0, got -1."),
        ("markdown with outputs", root =>
            Cell(root)["cell_type"] = "markdown", "cell 1: expected no 'outputs' in a markdown cell."),
        ("no output type", root =>
            Output(root, 0).Remove("output_type"), "cell 1: output 1: 'output_type' is missing."),
        ("another output type", root =>
            Output(root, 0)["output_type"] = "pyout",
            "cell 1: output 1: output_type: expected execute_result, display_data, stream or error, got 'pyout'."),
        ("a stream without name", root => Output(root, 0).Remove("name"), "cell 1: output 1: 'name' is missing."),
        ("a stream without text", root => Output(root, 0).Remove("text"), "cell 1: output 1: 'text' is missing."),
        ("a display without data", root => Output(root, 1).Remove("data"), "cell 1: output 2: 'data' is missing."),
        ("a display without metadata", root =>
            Output(root, 1).Remove("metadata"), "cell 1: output 2: 'metadata' is missing."),
        ("data of numbers", root =>
            Output(root, 1)["data"]!["text/plain"] = 1,
            "cell 1: output 2: data: text/plain: expected a string or a list of strings, got 1."),
        ("a result without count", root =>
            Output(root, 2).Remove("execution_count"), "cell 1: output 3: 'execution_count' is missing."),
        ("an error without name", root => Output(root, 3).Remove("ename"), "cell 1: output 4: 'ename' is missing."),
        ("an error without value", root => Output(root, 3).Remove("evalue"), "cell 1: output 4: 'evalue' is missing."),
        ("an error without traceback", root =>
            Output(root, 3).Remove("traceback"), "cell 1: output 4: 'traceback' is missing."),
    ];

    private static IEnumerable<TestCaseData> Cases =>
        cases.Select(@case => new TestCaseData(@case.Change, @case.Line).SetArgDisplayNames(@case.Name));

    [TestCaseSource(nameof(Cases))]
    public void What_breaks_a_rule_is_named(Action<JsonObject> change, string line)
    {
        var root = Good();
        Read(Write(root));
        change(root);
        Assert.That(() => Read(Write(root)), Throws.TypeOf<DataException>().With.Message.EqualTo($"a.ipynb: {line}"));
    }

    [TestCase("", "expected a notebook, got an empty file.")]
    [TestCase("hello", "expected a notebook, got what is no JSON: line 1: ")]
    [TestCase("{\n\"cells\": [,]}", "expected a notebook, got what is no JSON: line 2: ")]
    [TestCase("[]", "expected an object, got a list.")]
    [TestCase("{\"nbformat\": 4, \"nbformat\": 4}", "expected a notebook, got what is no JSON: line 1: ")]
    public void What_is_no_notebook_is_named(string text, string line) =>
        Assert.That(() => Read(text), Throws.TypeOf<DataException>().With.Message.StartsWith($"a.ipynb: {line}"));

    [TestCase("source")]
    [TestCase("id")]
    public void Half_a_character_is_named(string name) => Assert.That(
        () => Read(Of("1").Replace($"\"{name}\": ", $"\"{name}\": \"\\uD83D\", \"other\": ")),
        Throws.TypeOf<DataException>().With.Message.StartsWith("a.ipynb: expected text, got half a character"));

    [Test]
    public void A_byte_that_is_no_utf8_is_named() => Assert.That(
        () => Runner.Notebook.NotebookReader.Read("a.ipynb", [(byte)'{', 0xFF]),
        Throws.TypeOf<DataException>().With.Message.EqualTo("a.ipynb: expected UTF-8, got the byte 0xFF at offset 1."));

    [Test]
    public void Ids_are_not_asked_of_older_notebooks_nor_what_they_do_not_know_refused()
    {
        var root = Good();
        Cell(root).Remove("id");
        root["nbformat_minor"] = 2;
        Cell(root)["metadata"]!["anything"] = "else";
        Assert.That(Read(Write(root)).Cells, Has.Count.EqualTo(1));
    }

    [Test]
    public void Language_and_tags_are_read_from_the_metadata()
    {
        var cells = Read(OfCells(
            Code("", "a", metadata: new() { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "fsharp" } }),
            Code("", "b", metadata: new() { ["dotnet_interactive"] = new JsonObject { ["language"] = "pwsh" } }),
            Code("", "c", metadata: new() { ["tags"] = new JsonArray("raises-exception") }))).Cells;
        Assert.That(cells.Select(cell => (cell.Language, cell.MayFail)),
            Is.EqualTo(((string?, bool)[])[("fsharp", false), ("pwsh", false), (null, true)]));
    }

    private static JsonObject Good() => JsonNode.Parse(OfCells(Code("1", "c1", new JsonArray(
        new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "a" },
        new JsonObject
        {
            ["output_type"] = "display_data",
            ["data"] = new JsonObject { ["text/plain"] = "a" },
            ["metadata"] = new JsonObject()
        },
        new JsonObject
        {
            ["output_type"] = "execute_result",
            ["data"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["execution_count"] = 1
        },
        new JsonObject
        {
            ["output_type"] = "error",
            ["ename"] = "E",
            ["evalue"] = "e",
            ["traceback"] = new JsonArray("e")
        }))))!.AsObject();

    private static JsonObject Cell(JsonObject root) => root["cells"]![0]!.AsObject();

    private static JsonObject Output(JsonObject root, int k) => Cell(root)["outputs"]![k]!.AsObject();
}
