using System.CommandLine;
using Lectures.Models.Checking;
using Lectures.Models.Native;
using Lectures.Models.Networks;
using Lectures.Runner.Exchange;
using Lectures.Runner.Summary;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary><c>summary MODEL</c>: the layers of a model with their output shapes and parameters.</summary>
internal sealed class SummaryCommand : Command
{
    private const int MostPatterns = 1024;

    private readonly Argument<string> model = new("model") { Description = "The model, as verify --list names it." };
    private readonly Option<string[]> set = new("--set")
    {
        Description = "A setting of the model, e.g. hidden=512,256; repeat for more.",
        HelpName = "NAME=VALUE",
    };
    private readonly Option<int> patterns = new("--patterns")
    {
        Description = "Patterns in the batch that the shapes are seen with.",
        DefaultValueFactory = _ => 8,
    };
    private readonly TextWriter output;

    public SummaryCommand(TextWriter output)
        : base("summary", "The layers of a model: types, output shapes, weights and numbers of parameters.")
    {
        this.output = output;
        Add(model);
        Add(set);
        Add(patterns);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var name = parsed.GetValue(model)!;
        var count = OptionValue.Between("--patterns", parsed.GetValue(patterns), 1, MostPatterns);
        if (name == "perceptron")
            throw new UsageException("perceptron: is a single unit, I weights and a bias: there are no layers to show.");
        var chosen = ExchangeModel.Find(name);
        var settings = chosen.Settings(new Dictionary<string, string>(), "", parsed.GetValue(set) ?? []);
        LibTorch.EnsureLoaded();
        using var scope = NewDisposeScope();
        var options = settings.Records[0];
        var module = Built(chosen, settings);
        var form = chosen.Batch(options);
        var batch = form.Make(count, ScalarType.Float32, seed: 1);
        var summary = ModelSummary.Of(module, [.. form.Tensors[..^1].Select(input => batch[input.Name])]);
        SummaryTable.Write(output, name, summary, $"a batch of {count:N0}");
        return CommandLine.Good;
    }

    private static nn.Module Built(ExchangeModel chosen, Settings settings)
    {
        try
        {
            return Seeded.Build(1, chosen.Task(settings.Records[0]).Build, ScalarType.Float32);
        }
        catch (ArgumentException misfit)
        {
            throw new UsageException(settings.InWords(misfit.Message, "--set "));
        }
    }
}
