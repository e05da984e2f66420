using System.CommandLine;
using Lectures.Models.Data;
using Lectures.Runner.Datasets;

namespace Lectures.Runner.Commands;

/// <summary><c>data fetch SET</c>: gets a published data set from its mirrors.</summary>
internal sealed class DataFetchCommand : Command
{
    private const int MostAttempts = 100;
    private const double LongestStall = 60 * 60;

    private readonly Argument<string> set;
    private readonly Option<string?> folder = new("--out")
    {
        Description = "The folder for the files, made where it is missing; data/SET without it.",
        HelpName = "DIR",
    };
    private readonly Option<string[]> mirrors = new("--mirror")
    {
        Description = "Fetch from this folder on a server (http or https) and not from the set's own mirrors; "
            + "repeat for more.",
        HelpName = "URL",
    };
    private readonly Option<int> attempts = new("--attempts")
    {
        Description = "How often each mirror is asked for a file.",
        HelpName = "N",
        DefaultValueFactory = _ => 2,
    };
    private readonly Option<double> stall = new("--stall")
    {
        Description = "Give up on a transfer when nothing has come for so long; the whole may take any time.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 30,
    };
    private readonly Option<bool> force = new("--force")
    {
        Description = "Replace files of another data set in the folder.",
    };
    private readonly TextWriter output, error;
    private readonly IReadOnlyList<Dataset> datasets;

    public DataFetchCommand(TextWriter output, TextWriter error, IReadOnlyList<Dataset> datasets)
        : base("fetch", "Fetch a published data set; what is there and right is not fetched again.")
    {
        (this.output, this.error, this.datasets) = (output, error, datasets);
        Add(set = new("SET") { Description = $"One of {string.Join(", ", datasets.Select(known => known.Name))}." });
        foreach (var option in (Option[])[folder, mirrors, attempts, stall, force]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var name = parsed.GetValue(set)!;
        var dataset = datasets.FirstOrDefault(known => known.Name == name)
            ?? throw UsageException.Unknown("data set", name, [.. datasets.Select(known => known.Name)]);
        using var fetcher = new Fetcher
        {
            Mirrors = parsed.GetValue(mirrors) is { Length: > 0 } own ? [.. own.Select(Mirror)] : dataset.Mirrors,
            Attempts = OptionValue.Between("--attempts", parsed.GetValue(attempts), 1, MostAttempts),
            Stall = parsed.GetValue(stall) is > 0 and <= LongestStall and var seconds
                ? TimeSpan.FromSeconds(seconds)
                : throw new UsageException($"--stall: expected seconds, more than 0 and at most {LongestStall:0}, "
                    + $"got {parsed.GetValue(stall)}."),
        };
        var target = parsed.GetValue(folder) ?? Path.Combine("data", name);
        OptionValue.MakeFolder("--out", target);
        var places = dataset.Files.ToDictionary(file => file.Name, file => (File: file, There: PresentFile.Find(target, file)));
        Sort(places.Values.Select(place => place.There), parsed.GetValue(force));
        Fetch(fetcher, places.Where(place => place.Value.There.Presence != Presence.Right).ToDictionary());
        return CommandLine.Good;
    }

    /// <summary>Says what is there and right, and what is wrong; refuses what belongs to another set.</summary>
    private void Sort(IEnumerable<PresentFile> places, bool force)
    {
        var found = places.ToList();
        if (!force && found.Find(place => place.Presence == Presence.Other) is { } other)
            throw new DataException($"{other.Path}: {other.Fault}: a file of another data set; '--force' replaces it, "
                + "or choose another folder with --out.");
        foreach (var place in found)
        {
            if (place.Presence == Presence.Right) output.WriteLine($"{place.Path}: there already, and right");
            else if (place.Fault is { } fault) error.WriteLine($"{place.Path}: {fault}; fetching it again");
        }
    }

    private void Fetch(Fetcher fetcher, Dictionary<string, (DatasetFile File, PresentFile There)> places)
    {
        if (places.Count == 0) return;
        var done = new List<string>();
        try
        {
            Progress.On(error).Run([.. places.Keys], 1, (name, share) =>
            {
                var (file, there) = places[name];
                var (bytes, mirror) = fetcher.Get(file, share);
                AtomicFile.Write(there.Path, stream => stream.Write(bytes));
                done.Add($"{there.Path}: {bytes.Length:N0} bytes from {mirror}, {file.Checksum.Name} right");
                share(1);
                return name;
            });
        }
        finally
        {
            foreach (var line in done) output.WriteLine(line);
        }
    }

    private static Uri Mirror(string address) =>
        Uri.TryCreate(address.EndsWith('/') ? address : $"{address}/", UriKind.Absolute, out var mirror)
            && (mirror.Scheme == Uri.UriSchemeHttp || mirror.Scheme == Uri.UriSchemeHttps)
                ? mirror
                : throw new UsageException($"--mirror: expected an address that begins with http:// or https://, got {address}.");
}
