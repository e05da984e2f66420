using System.CommandLine;
using System.Text.Json;
using Lectures.Models.Data;
using Lectures.Runner.Datasets;

namespace Lectures.Runner.Commands;

/// <summary><c>data info PATH</c>: what a data set holds.</summary>
internal sealed class DataInfoCommand : Command
{
    private readonly Argument<string> path = new("PATH")
    {
        Description = "A folder of IDX files (MNIST's names, plain or .gz), or a text file.",
    };
    private readonly Option<string?> json = new("--json")
    {
        Description = "Write the result to this file too.",
        HelpName = "FILE",
    };
    private readonly TextWriter output;

    public DataInfoCommand(TextWriter output)
        : base("info", "Describe a data set: counts, classes, mean and deviation.")
    {
        this.output = output;
        Add(path);
        foreach (var option in (Option[])[json]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var source = parsed.GetValue(path)!;
        if (source.Length == 0) throw new UsageException("data info: expected a folder or file, got an empty name.");
        var file = parsed.GetValue(json);
        if (file is not null) OptionValue.ExpectWritable("--json", file);

        IDataInfo info = File.Exists(source) ? TextInfo.Of(source) : ImageInfo.Of(source);
        info.Write(output);
        if (file is not null)
            AtomicFile.Write(file, stream =>
            {
                using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
                info.Write(writer);
            });
        return CommandLine.Good;
    }
}
