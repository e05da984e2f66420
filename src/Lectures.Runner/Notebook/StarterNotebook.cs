using System.Text;
using System.Text.Json.Nodes;
using Lectures.Models.Data;

namespace Lectures.Runner.Notebook;

/// <summary>The notebook that <c>notebook new FILE</c> writes.</summary>
internal static class StarterNotebook
{
    private const string Extension = ".ipynb";

    private static readonly JsonForm form = new(Unit: " ", Base: "", LineEnd: "\n", IsAscii: false);

    // What stands in the cells; a text that begins with '#' and a space is markdown.
    private static readonly string[] cells =
    [
        """
        # NAME

        A notebook in C#. `lectures notebook run` runs its cells in order and stores what they put out;
        `lectures notebook check` runs them and compares.
        """,
        """
        #r "nuget: Lectures.Models, VERSION"
        using Lectures.Models.Checking;
        using Lectures.Models.Figures;
        using Lectures.Models.Layers;
        using TorchSharp;
        using static TorchSharp.torch;

        manual_seed(1);
        var x = randn(4, 3, ScalarType.Float64);
        x
        """,
        """
        // A layer's backpropagation by hand, held against autograd and central differences.
        GradientCheck.Run(new Sigmoid(), [x])
        """,
        """
        // σ(h) and its derivative, which is nowhere more than ¼.
        var h = Enumerable.Range(-60, 121).Select(i => i / 10.0).ToArray();
        var g = h.Select(value => 1 / (1 + Math.Exp(-value))).ToArray();

        var slope = g.Select(value => value * (1 - value)).ToArray();

        new Curves([new CurvePanel([new Curve("σ(h)", h, g), new Curve("σ′(h)", h, slope)])])
        """,
    ];

    /// <summary>Writes the notebook.</summary>
    /// <param name="path">The file to make.</param>
    /// <exception cref="UsageException">It exists, or its name does not end in .ipynb.</exception>
    public static void Write(string path)
    {
        if (!path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"{path}: expected a name that ends in {Extension}.");
        OptionValue.ExpectWritable("notebook new", path);
        if (Path.Exists(path))
            throw new UsageException($"{path}: exists already; choose another name, or delete it first.");
        var text = form.Write(Json(Path.GetFileNameWithoutExtension(path))) + "\n";
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    private static JsonObject Json(string name) => new()
    {
        ["cells"] = new JsonArray([.. cells.Select((text, k) => Cell($"cell-{k + 1}",
            text.Replace("NAME", name).Replace("VERSION", CarriedPackages.Version("Lectures.Models"))))]),
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject
            {
                ["display_name"] = ".NET (C#)",
                ["language"] = "C#",
                ["name"] = ".net-csharp",
            },
            ["language_info"] = new JsonObject
            {
                ["file_extension"] = ".cs",
                ["mimetype"] = "text/x-csharp",
                ["name"] = "C#",
                ["pygments_lexer"] = "csharp",
            },
        },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    };

    private static JsonObject Cell(string id, string text)
    {
        var source = OutputJson.Lines(text.ReplaceLineEndings("\n"));
        return text.StartsWith("# ", StringComparison.Ordinal)
            ? new() { ["cell_type"] = "markdown", ["id"] = id, ["metadata"] = new JsonObject(), ["source"] = source }
            : new()
            {
                ["cell_type"] = "code",
                ["execution_count"] = null,
                ["id"] = id,
                ["metadata"] = new JsonObject(),
                ["outputs"] = new JsonArray(),
                ["source"] = source,
            };
    }
}
