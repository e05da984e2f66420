using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lectures.Models.Data;
using Lectures.Models.Training;

namespace Lectures.Runner.Train;

/// <summary>The folder of a run: its options, what came of it, and what it can go on from.</summary>
internal sealed class RunFolder
{
    internal const string Options = "options.json";
    private const string Form = "data.json", Metrics = "metrics.jsonl";
    private const string Model = "model";
    private static readonly string[] results = [Metrics, "weights.safetensors", "best.safetensors", "curves.png"];
    private static readonly JsonSerializerOptions json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };
    private static readonly JsonSerializerOptions line = new(json) { WriteIndented = false };

    /// <summary>Where it is.</summary>
    public string Path { get; }

    private RunFolder(string path) => Path = path;

    /// <summary>The weights at the end, by PyTorch's names.</summary>
    public string Weights => At("weights.safetensors");

    /// <summary>The weights of the round with the smallest validation loss.</summary>
    public string Best => At("best.safetensors");

    /// <summary>Loss and accuracy as a picture.</summary>
    public string Curves => At("curves.png");

    /// <summary>The checkpoints, the newest last.</summary>
    public IReadOnlyList<string> Checkpoints => Checkpoint.In(Path);

    // What 'evaluate' drew.
    private IEnumerable<string> Pictures => Enum.GetValues<RunPicture>().SelectMany(kind =>
        ((string[])[".png", "-*.png"]).SelectMany(end => Directory.GetFiles(Path, $"{kind.ToString().ToLowerInvariant()}{end}")));

    /// <summary>Where a picture of the model goes.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="judged">What was judged by, or with, that is not the run's own.</param>
    public string Picture(RunPicture kind, IEnumerable<string> judged) => At(string.Join(
        '-', [kind.ToString().ToLowerInvariant(), .. judged.Select(System.IO.Path.GetFileNameWithoutExtension)]) + ".png");

    /// <summary>Whether the run went to its end, was tested and drawn.</summary>
    /// <exception cref="DataException">A file of it is damaged.</exception>
    public bool Ended => File.Exists(Weights) && File.Exists(Curves)
        && ReadMetrics() is [.., { Stage: Measured.TestStage }];

    /// <summary>A file in the folder.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A folder for a new run; nothing is touched yet.</summary>
    /// <param name="path">Where.</param>
    /// <param name="force">Whether a run that is there may be replaced.</param>
    /// <exception cref="UsageException">There is a run already, or something else.</exception>
    public static RunFolder ForNew(string path, bool force)
    {
        var run = new RunFolder(OptionValue.Folder("--out", path));
        if (File.Exists(run.At(Options)))
        {
            if (!force)
                throw new UsageException(
                    $"--out: {path} holds a run; '--resume' goes on with it, '--force' replaces it.");
        }
        else if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path)
            .Any(entry => System.IO.Path.GetFileName(entry) is not (Form or FolderClaim.Lock)
                && !AtomicFile.IsHalfWritten(entry)))
            throw new UsageException($"--out: {path} holds other files; give a new or an empty folder.");
        return run;
    }

    /// <summary>The folder of a run that was begun.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static RunFolder Open(string path) => File.Exists(System.IO.Path.Combine(path, Options))
        ? new RunFolder(path)
        : throw new UsageException($"{(path.Length == 0 ? "''" : path)}: expected the folder of a run "
            + $"({(Directory.Exists(path) ? $"no {Options} in it" : "no such folder")}); 'lectures train' makes one.");

    /// <summary>Makes the folder and keeps other programs from training in it.</summary>
    /// <inheritdoc cref="FolderClaim.Take"/>
    public FolderClaim Claim() => FolderClaim.Take(Path, "another program trains in it");

    /// <summary>Clears the folder of an older run, and writes what the run is.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Begin(RunSettings settings, DataForm form)
    {
        DataException.Writing(Path, () =>
        {
            foreach (var old in (string[])[.. results.Select(At), .. Pictures, .. Checkpoints, At(Options)]) File.Delete(old);
        });
        Write(Form, JsonSerializer.Serialize(form, json));
        var values = settings.Kept.Prepend((Model, settings.Model.Name)).ToDictionary();
        Write(Options, JsonSerializer.Serialize(values, json));     // last: with it there is a run
    }

    /// <summary>The model's name and the settings of the run, as text.</summary>
    /// <exception cref="DataException">The file is damaged.</exception>
    public (string Model, Dictionary<string, string> Settings) ReadOptions()
    {
        var settings = OptionsFile.Read(At(Options));
        return settings.Remove(Model, out var model) ? (model, settings)
            : throw new DataException($"{At(Options)}: expected a \"{Model}\", got none.");
    }

    /// <summary>What the model must know of its data.</summary>
    /// <exception cref="DataException">The file is damaged.</exception>
    public DataForm ReadForm()
    {
        try
        {
            return JsonSerializer.Deserialize<DataForm>(ReadableText.Of(At(Form)), json)
                is { ClassNames: not null, Characters: not null, TargetCharacters: not null } form
                && (form.Kind != DataKind.Recordings || form.Scale is not null)
                    ? form : throw new DataException($"{At(Form)}: damaged: something is missing.");
        }
        catch (JsonException error)
        {
            throw new DataException($"{At(Form)}: damaged: {JsonFault.Of(error, ReadableText.Of(At(Form)))}", error);
        }
    }

    /// <summary>The weights of the round with the smallest validation loss so far, and the file that holds them; null
    /// where nothing was judged yet.</summary>
    /// <returns>The tensors in the caller's dispose scope.</returns>
    /// <exception cref="DataException">The file is damaged.</exception>
    public (SafeTensors Weights, string File)? ReadBest()
    {
        if (File.Exists(Best)) return (SafeTensors.Read(Best), Best);
        return Checkpoints is [.., var last] && Trainer.BestOf(Checkpoint.Load(last)) is { } weights
            ? (new SafeTensors(weights), last) : null;
    }

    /// <summary>Writes what was measured, a line each.</summary>
    public void WriteMetrics(IEnumerable<object> measured) => Write(
        Metrics, string.Concat(measured.Select(one => JsonSerializer.Serialize(one, one.GetType(), line) + "\n")));

    /// <summary>What was measured so far, read again.</summary>
    /// <exception cref="DataException">The file is damaged.</exception>
    public IReadOnlyList<Measured> ReadMetrics()
    {
        if (!File.Exists(At(Metrics))) return [];
        return [.. ReadableText.Of(At(Metrics)).Split('\n').Index().Where(text => text.Item.Length > 0).Select(Read)];

        Measured Read((int Index, string Item) text)
        {
            try
            {
                return JsonSerializer.Deserialize<Measured>(text.Item, line)
                    ?? throw new DataException($"{At(Metrics)}: damaged: expected a measurement, got null.");
            }
            catch (JsonException error)
            {
                throw new DataException(
                    $"{At(Metrics)}: damaged: {JsonFault.Of(error, text.Item, before: text.Index)}", error);
            }
        }
    }

    private void Write(string name, string text) =>
        AtomicFile.Write(At(name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}

/// <summary>What is drawn of a model that was judged.</summary>
internal enum RunPicture
{
    /// <summary>Which classes were taken for which.</summary>
    Confusion,

    /// <summary>Images that were taken for another class.</summary>
    Mistakes,

    /// <summary>Images and what an autoencoder makes of them.</summary>
    Reproductions,
}
