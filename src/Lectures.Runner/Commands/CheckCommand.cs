using System.CommandLine;
using Lectures.Models.Data;
using Lectures.Runner.Check;

namespace Lectures.Runner.Commands;

/// <summary><c>check FILE …</c>: cross-checks and diagnoses layers that the user wrote.</summary>
internal sealed class CheckCommand : Command
{
    private readonly Argument<string[]> files = new("FILE")
    {
        Description = "C# files with classes derived from Layer or GeneralLayer.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> starter = new("--new")
    {
        Description = "Write NAME.cs, a commented layer that passes, and stop.",
        HelpName = "NAME",
    };
    private readonly Option<double> timeout = new("--timeout")
    {
        Description = "How long each class may take.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
    };
    private readonly Option<long> seed = new("--seed")
    {
        Description = "Decides weights, inputs and samples.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string?> json = new("--json")
    {
        Description = "Write the result to this file too.",
        HelpName = "FILE",
    };
    private readonly TextWriter output, error;

    public CheckCommand(TextWriter output, TextWriter error)
        : base("check", """
            Cross-check layers of your own: their gradients against autograd and central differences, with a diagnosis.

            A class is built by 'public static T Create()' or a constructor without parameters. Its inputs are random numbers
            in the shapes of 'public static long[][] InputShapes' (one for each input), or what 'public static Tensor[]
            CreateInputs()' returns; without either, shapes are guessed. Each class runs in a process of its own.
            Exit code: 0 all agree, 1 a gradient is wrong, 2 a file or a class could not be checked.
            """)
    {
        (this.output, this.error) = (output, error);
        Add(files);
        foreach (var option in (Option[])[starter, timeout, seed, json]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var paths = parsed.GetValue(files)!.Distinct().ToList();
        if (paths.Find(path => path.StartsWith('-')) is { } unknown) throw UsageException.UnknownOption(unknown, this);
        if (parsed.GetValue(starter) is { } name) return New(name, paths);
        if (paths.Count == 0) throw new UsageException("check: expected a C# file; " + SourceFile.Remedy + ".");
        if (parsed.GetValue(json) is { } target) OptionValue.ExpectWritable("--json", target);
        var limit = OptionValue.Timeout("--timeout", parsed.GetValue(timeout));
        var number = OptionValue.NotNegative("--seed", parsed.GetValue(seed));

        using var check = new LayerCheck(number, limit);
        var errors = new Dictionary<string, string>();
        var layers = paths.SelectMany(path => Layers(path, errors)).ToList();
        foreach (var lines in errors.Values) error.WriteLine(lines);
        var results = Check(check, layers);
        foreach (var result in results) CheckText.Write(output, error, result);
        if (parsed.GetValue(json) is { } file)
            AtomicFile.Write(file, stream => CheckText.WriteJson(stream, results, errors, number));
        return errors.Count > 0 || results.Any(result => result.Verdict == LayerVerdict.Error) ? CommandLine.Bad
            : results.All(result => result.Verdict == LayerVerdict.Agrees) ? CommandLine.Good : CommandLine.Failed;
    }

    private int New(string name, List<string> paths)
    {
        if (paths.Count > 0) throw new UsageException($"--new: expected no file beside it, got {paths[0]}.");
        var file = StarterFile.Write(name);
        output.WriteLine($"{file} written; 'check {file}' checks it.");
        return CommandLine.Good;
    }

    private static IEnumerable<(string File, CompiledFile Code, LayerClass Layer)> Layers(
        string path, Dictionary<string, string> errors)
    {
        try
        {
            var code = LayerCompiler.Compile(path, SourceFile.Read(path));
            return code.Layers.Select(layer => (path, code, layer));
        }
        catch (UsageException exception)
        {
            errors[path] = exception.Message;
            return [];
        }
    }

    private List<LayerResult> Check(LayerCheck check, List<(string File, CompiledFile Code, LayerClass Layer)> layers)
    {
        if (layers.Count == 0) return [];
        var names = layers.Select(item => $"{item.File}: {item.Layer.Name}").ToList();
        var byName = names.Zip(layers).ToDictionary();
        var results = Progress.On(error).Run(names, Environment.ProcessorCount, (name, progress) =>
        {
            var (file, code, layer) = byName[name];
            var result = check.Run(file, code, layer, () => progress(0));
            progress(1);
            return result;
        });
        return [.. results.Select(result => result.NotBuildable && WholeOf(result) is { } whole
            ? result with { Error = null, PartOf = whole } : result)];

        // The layer that has been checked with this one in its tree.
        string? WholeOf(LayerResult part) => results.FirstOrDefault(other =>
            other.File == part.File && other.Checks.Any(check => check.Parts.Contains(part.Layer.TypeName)))?.Layer.Name;
    }
}
