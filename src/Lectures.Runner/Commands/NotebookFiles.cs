using System.CommandLine;

namespace Lectures.Runner.Commands;

/// <summary>The notebooks that a command is given, and how long their cells may take.</summary>
internal sealed class NotebookFiles
{
    private readonly Command command;
    private readonly Argument<string[]> files = new("FILE")
    {
        Description = "Notebooks (.ipynb), or folders of them.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<double> timeout;

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="seconds">How long a cell may take unless it is said.</param>
    public NotebookFiles(Command command, double seconds)
    {
        this.command = command;
        timeout = new("--cell-timeout")
        {
            Description = "How long each cell may take.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => seconds,
        };
        command.Add(files);
        command.Add(timeout);
    }

    /// <summary>The files, each once.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="fault">Is told of a folder without any.</param>
    public IReadOnlyList<string> Paths(ParseResult parsed, Action<string> fault)
    {
        var paths = parsed.GetValue(files)!;
        if (Array.Find(paths, path => path.StartsWith('-')) is { } unknown)
            throw UsageException.UnknownOption(unknown, command);
        return [.. paths.SelectMany(InFolder).DistinctBy(Path.GetFullPath)];

        IEnumerable<string> InFolder(string path)
        {
            if (!Directory.Exists(path)) return [path];
            var notebooks = Directory.GetFiles(path, "*.ipynb").Order(StringComparer.Ordinal).ToList();
            if (notebooks.Count == 0) fault($"{path}: expected notebooks (.ipynb), got a folder without any.");
            return notebooks;
        }
    }

    /// <summary>How long a cell may take.</summary>
    public TimeSpan Timeout(ParseResult parsed) => OptionValue.Timeout("--cell-timeout", parsed.GetValue(timeout));
}
