using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lectures.Models.Data;
using Lectures.Models.Experiments;

namespace Lectures.Runner.Reproduce;

/// <summary>The folder of a report: a result and its figures for each experiment that was run, and the page made of
/// them.</summary>
/// <param name="path">Where it is, or is to be made.</param>
internal sealed class ReportFolder(string path)
{
    private const string Stamps = "runs";

    /// <summary>The page.</summary>
    public string Page => Path.Combine(path, "index.html");

    /// <summary>Makes the folder and keeps other programs from writing a report there.</summary>
    /// <inheritdoc cref="FolderClaim.Take"/>
    public FolderClaim Claim() => FolderClaim.Take(path, "another program writes its report there");

    /// <summary>The result of an experiment that was run with these options and data by this program; null when it is
    /// yet to be run.</summary>
    public (StoredResult Result, double Seconds)? Find(
        ExperimentInfo info, Experiment experiment, ExperimentData data) =>
        Read(info.Name, stamp => stamp.Key == Key(experiment, info, data));

    /// <summary>The last result of an experiment, of whatever run; null when there is none.</summary>
    public (StoredResult Result, double Seconds)? Last(ExperimentInfo info) => Read(info.Name, _ => true);

    /// <summary>Writes a result and its figures; the stamp last: with it the result counts.</summary>
    /// <exception cref="DataException">Something cannot be written.</exception>
    public StoredResult Store(
        ExperimentInfo info, Experiment experiment, ExperimentData data, ExperimentResult result, double seconds)
    {
        var stored = new StoredResult(
            info.Name, info.Section, ReportJson.OptionsOf(experiment), Sources(info, data), result.Verdict,
            result.Claims, result.Reproductions, result.Tables,
            [.. result.Figures.Select(figure => new StoredFigure(figure.Name, figure.Caption))]);
        DataException.Writing(path, () =>
        {
            Directory.CreateDirectory(Path.Combine(path, Stamps));
            File.Delete(StampOf(info.Name));
        });
        foreach (var figure in result.Figures)
        {
            using var drawn = figure.Draw();
            drawn.Save(Figure(info.Name, figure.Name, "png"));
            drawn.Save(Figure(info.Name, figure.Name, "svg"));
        }
        ReportJson.Write(ResultOf(info.Name), stored);
        ReportJson.Write(StampOf(info.Name), new RunStamp(Key(experiment, info, data), Math.Round(seconds, 1)));
        return stored;
    }

    /// <summary>The file of a figure.</summary>
    public string Figure(string experiment, string figure, string kind) =>
        Path.Combine(path, $"{experiment}-{figure}.{kind}");

    // A result that is whole, with its figures.
    private (StoredResult Result, double Seconds)? Read(string experiment, Func<RunStamp, bool> isWanted) =>
        ReportJson.Read<RunStamp>(StampOf(experiment)) is { } stamp && isWanted(stamp)
            && ReportJson.Read<StoredResult>(ResultOf(experiment)) is { } result
            && result.Options.ContainsKey("seed") && result.Options.ContainsKey("seeds")
            && result.Figures.All(figure => File.Exists(Figure(experiment, figure.Name, "png")))
                ? (result, stamp.Seconds) : null;

    private string ResultOf(string experiment) => Path.Combine(path, $"{experiment}.json");

    private string StampOf(string experiment) => Path.Combine(path, Stamps, $"{experiment}.json");

    private static Dictionary<string, string> Sources(ExperimentInfo info, ExperimentData data) =>
        Enum.GetValues<ExperimentNeeds>().Where(need => need != ExperimentNeeds.None && info.Needs.HasFlag(need))
            .ToDictionary(need => need.ToString().ToLowerInvariant(), data.SourceOf);

    private static string Key(Experiment experiment, ExperimentInfo info, ExperimentData data)
    {
        var parts = JsonSerializer.Serialize(new
        {
            Program = typeof(Experiment).Assembly.ManifestModule.ModuleVersionId,
            Options = ReportJson.OptionsOf(experiment),
            Sources = Sources(info, data).Values.Select(source => (string[])[source, .. Files(source)]),
        });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts)));
    }

    // What tells that data have changed without reading them all.
    private static IEnumerable<string> Files(string source) =>
        (Directory.Exists(source) ? Directory.GetFiles(source, "*", SearchOption.AllDirectories)
            : File.Exists(source) ? [source] : [])
            .Order(StringComparer.Ordinal).Select(file => new FileInfo(file))
            .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}");
}
