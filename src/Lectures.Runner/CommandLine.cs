using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Lectures.Models.Data;
using Lectures.Models.Experiments;
using Lectures.Models.Layers;
using Lectures.Models.Native;
using Lectures.Runner.Check;
using Lectures.Runner.Commands;
using Lectures.Runner.Datasets;
using Lectures.Runner.Notebook;

namespace Lectures.Runner;

/// <summary>The command line: 0 good, 1 a check that failed, 2 bad use or bad input (one line), 130
/// interrupted.</summary>
/// <param name="output">Where results go.</param>
/// <param name="error">Where errors and progress go.</param>
internal sealed partial class CommandLine(TextWriter output, TextWriter error)
{
    public const int Good = 0, Failed = 1, Bad = 2, Interrupted = 130;

    /// <summary>Called with every network by hand before it is verified, to plant a fault.</summary>
    internal Action<GeneralLayer>? Prepare { get; init; }

    /// <summary>What can be fetched.</summary>
    internal IReadOnlyList<Dataset> Datasets { get; init; } = Dataset.All;

    /// <summary>What can be reproduced.</summary>
    internal IReadOnlyList<ExperimentInfo> Experiments { get; init; } = Chapter.Experiments;

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string[] args)
    {
        var root = new RootCommand(
            "Neural networks of a university lecture: every model with backpropagation by hand beside autograd.")
        {
            new VerifyCommand(output, error) { Prepare = Prepare },
            new CheckCommand(output, error),
            new CheckLayerCommand(),
            new GradientsCommand(output) { Prepare = Prepare },
            new SummaryCommand(output),
            new TrainCommand(output, error),
            new EvaluateCommand(output, error),
            new PredictCommand(output, error),
            new SampleCommand(output),
            new ReproduceCommand(output, error, Experiments),
            new BenchCommand(output, error),
            new BenchStepsCommand(),
            new DataCommand(output, error, Datasets),
            new NotebookCommand(output, error),
            new KernelCommand(),
        };
        try
        {
            var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is HelpAction && parsed.CommandResult.Command is TrainCommand train) train.Narrow(parsed);
            else if (parsed.Errors.Count > 0) throw Describe(parsed);
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (ExternalException exception) when (OutOfMemory().Match(exception.Message) is { Success: true } match)
        {
            error.WriteLine($"memory: {match.Groups["bytes"]} bytes cannot be had; make the model or the batch smaller.");
            return Bad;
        }
        catch (Exception exception) when (exception
            is UsageException or DataException or LibTorchException or ArgumentException or ExternalException)
        {
            error.WriteLine(exception.Message.Split('\n')[0].TrimEnd());    // libtorch's own texts have many lines
            return Bad;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"output: cannot be written: {exception.Message.ReplaceLineEndings(" ")}");
            return Bad;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("interrupted");
            return Interrupted;
        }
    }

    /// <summary>The first error in one line; for a name that does not exist, the nearest ones that do.</summary>
    private static UsageException Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var misspelt = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal));
        if (misspelt is not null && parsed.UnmatchedTokens.Count > 0)      // taken for an argument, its value left over
            return UsageException.UnknownOption(misspelt.Value, command);
        if (parsed.UnmatchedTokens is [var unknown, ..])
            return unknown.StartsWith('-')
                ? UsageException.UnknownOption(unknown, command)
                : command.Subcommands.Count == 0
                ? new($"{unknown}: expected no further argument of {command.Name}.")
                : UsageException.Unknown("command", unknown, [.. command.Subcommands.Select(known => known.Name)]);
        if (command.Subcommands.Count > 0)
        {
            var names = command.Subcommands.Where(known => !known.Hidden).Select(known => known.Name);
            return new($"expected a command: {string.Join(", ", names)}; '--help' tells more.");
        }
        return Number(parsed) ?? new(parsed.Errors[0].Message.ReplaceLineEndings(" "));
    }

    /// <summary>The error for an argument or an option's value that is missing, or given too often.</summary>
    private static UsageException? Number(ParseResult parsed)
    {
        var message = parsed.Errors[0].Message.ReplaceLineEndings(" ");
        if (NotANumber().Match(message) is { Success: true } match)
        {
            var kind = match.Groups["type"].Value == "Double" ? "a number" : "a whole number";
            return new($"{match.Groups["option"]}: expected {kind}, got {match.Groups["value"]}.");
        }
        var command = parsed.CommandResult.Command;
        foreach (var argument in command.Arguments)
        {
            if ((parsed.GetResult(argument)?.Tokens.Count ?? 0) >= argument.Arity.MinimumNumberOfValues) continue;
            var name = string.Join(' ', Enclosing(command).Reverse().Skip(1).Append(command).Select(part => part.Name));
            return new($"{name}: expected {argument.Name.ToUpperInvariant()}, got none; 'lectures {name} --help' tells more.");
        }
        foreach (var given in parsed.CommandResult.Children.OfType<OptionResult>().Where(given => !given.Implicit))
        {
            var (option, count) = (given.Option, given.Tokens.Count);
            if (count < option.Arity.MinimumNumberOfValues)
                return new($"{option.Name}: expected {option.HelpName ?? "a value"}, got none.");
            if (count > option.Arity.MaximumNumberOfValues)
                return new($"{option.Name}: expected one value, got {string.Join(" and ", given.Tokens)}; leave one out.");
        }
        return null;

        static IEnumerable<Command> Enclosing(Command inner) => inner.Parents.OfType<Command>().Take(1)
            .SelectMany(outer => Enclosing(outer).Prepend(outer));
    }

    // "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate
    // 3136000000000 bytes. Error code 12 (Cannot allocate memory)"
    [GeneratedRegex("can't allocate memory: you tried to allocate (?<bytes>[0-9]+) bytes")]
    private static partial Regex OutOfMemory();

    // "Cannot parse argument 'x' for option '--batch' as expected type 'System.Int32'."
    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for option '(?<option>.*)' as expected type 'System.(?<type>Int|Double)")]
    private static partial Regex NotANumber();
}
