using System.CommandLine;
using Lectures.Runner.Datasets;

namespace Lectures.Runner.Commands;

/// <summary><c>data fetch|make|info</c>: data sets with checksums, the built-in generator, what a folder holds.</summary>
internal sealed class DataCommand : Command
{
    public DataCommand(TextWriter output, TextWriter error, IReadOnlyList<Dataset> datasets)
        : base("data", "Fetch, make and describe data sets.")
    {
        Add(new DataFetchCommand(output, error, datasets));
        Add(new DataMakeCommand(output, error));
        Add(new DataInfoCommand(output));
    }
}
