using System.CommandLine;
using System.Text.Json;
using Lectures.Models.Data;
using Lectures.Models.Data.Sound;
using Lectures.Runner.Datasets;

namespace Lectures.Runner.Commands;

/// <summary><c>data info PATH</c>: what a data set holds.</summary>
internal sealed class DataInfoCommand : Command
{
    private readonly Argument<string> path = new("PATH")
    {
        Description = "A folder of IDX files (MNIST's names, plain or .gz), a folder or .tar.gz of WAV files, or a "
            + "text file.",
    };
    private readonly Option<string?> sheet = new("--sheet")
    {
        Description = "Draw some images of each class into this PNG file.",
        HelpName = "FILE",
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
        foreach (var option in (Option[])[sheet, json]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var source = parsed.GetValue(path)!;
        if (source.Length == 0) throw new UsageException("data info: expected a folder or file, got an empty name.");
        var file = parsed.GetValue(json);
        if (file is not null) OptionValue.ExpectWritable("--json", file);
        var picture = parsed.GetValue(sheet);
        if (picture is not null) OptionValue.ExpectWritable("--sheet", picture);

        IDataInfo info = RecordingInfo.Fits(source) ? new RecordingInfo(source, Recordings.Load(source))
            : File.Exists(source) ? TextInfo.Of(source)
            : ImageInfo.Of(source);
        if (picture is not null && info is not ImageInfo)
            throw new UsageException($"--sheet: expected a folder of images, got {source}.");
        info.Write(output);
        if (picture is not null)
        {
            ((ImageInfo)info).Sheet().Save(picture);
            output.WriteLine($"wrote {picture}");
        }
        if (file is not null)
        {
            AtomicFile.Write(file, stream =>
            {
                using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
                info.Write(writer);
            });
            output.WriteLine($"wrote {file}");
        }
        return CommandLine.Good;
    }
}
