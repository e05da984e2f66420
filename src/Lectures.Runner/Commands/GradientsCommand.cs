using System.CommandLine;
using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Layers;
using Lectures.Models.Native;
using Lectures.Runner.Exchange;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary><c>gradients MODEL</c>: weights and a batch in, loss and gradients out, for comparison with other
/// programs.</summary>
internal sealed class GradientsCommand : Command
{
    private const int MostPatterns = 1024;
    private static readonly string[] sides = ["hand", "autograd", "both"], types = ["float32", "float64"];

    private readonly Argument<string> model = new("model") { Description = "The model, as verify --list names it." };
    private readonly Option<string?> weights = new("--weights")
    {
        Description = "The weights by the names of PyTorch's state_dict; safetensors. Its metadata may hold settings.",
        HelpName = "FILE",
    };
    private readonly Option<string?> batch = new("--batch")
    {
        Description = "x and target, and padding (true = ignore) where the model takes it; safetensors.",
        HelpName = "FILE",
    };
    private readonly Option<string?> result = new("--out")
    {
        Description = "Where loss, prediction, input (the gradient of x) and each weight's gradient under its name are "
            + "written; with both sides each twice, as hand.… and autograd.….",
        HelpName = "FILE",
    };
    private readonly Option<string> by = new("--by")
    {
        Description = $"Who computes: {string.Join(", ", sides)}.",
        DefaultValueFactory = _ => "both",
    };
    private readonly Option<string> dtype = new("--dtype")
    {
        Description = $"The type to compute (or make) in: {string.Join(", ", types)}.",
        DefaultValueFactory = _ => "float64",
    };
    private readonly Option<string[]> set = new("--set")
    {
        Description = "A setting of the model, e.g. hidden=512,256; repeat for more. Goes before the metadata.",
        HelpName = "NAME=VALUE",
    };
    private readonly Option<string?> make = new("--make")
    {
        Description = "Write random weights.safetensors and batch.safetensors into this folder, to start from.",
        HelpName = "DIR",
    };
    private readonly Option<long> seed = new("--seed")
    {
        Description = "Decides what --make writes.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> patterns = new("--patterns")
    {
        Description = "Patterns in the batch that --make writes.",
        DefaultValueFactory = _ => 8,
    };
    private readonly TextWriter output;

    public GradientsCommand(TextWriter output)
        : base("gradients",
            "Weights and a batch in, gradients by hand and by autograd out: to cross-check any other program.")
    {
        this.output = output;
        Add(model);
        foreach (var option in (Option[])[weights, batch, result, by, dtype, set, make, seed, patterns]) Add(option);
        SetAction(Run);
    }

    internal Action<GeneralLayer>? Prepare { get; init; }

    private int Run(ParseResult parsed)
    {
        var name = parsed.GetValue(model)!;
        if (name == "perceptron")
            throw new UsageException(
                "perceptron: has no gradient, it learns by its own rule; verify holds that against the literal one.");
        var chosen = ExchangeModel.Find(name);
        var side = OptionValue.OneOf("side", parsed.GetValue(by)!, sides);
        var narrow = OptionValue.OneOf("type", parsed.GetValue(dtype)!, types) == "float32";
        var type = narrow ? ScalarType.Float32 : ScalarType.Float64;
        Option<string?>[] files = [weights, batch, result];
        List<string> absent = [.. files.Where(file => parsed.GetValue(file) is null).Select(file => file.Name)];
        LibTorch.EnsureLoaded();
        using var scope = NewDisposeScope();
        if (parsed.GetValue(make) is { } folder)
        {
            if (absent.Count < files.Length)
                throw new UsageException("--make: expected no --weights, --batch or --out beside it, got some.");
            Make(parsed, chosen, type, folder);
        }
        else
        {
            if (absent.Count > 0)
                throw new UsageException(
                    $"gradients: expected --weights, --batch and --out, or --make; got no {string.Join(", ", absent)}.");
            Compute(parsed, chosen, type, side);
        }
        return CommandLine.Good;
    }

    private void Make(ParseResult parsed, ExchangeModel chosen, ScalarType type, string folder)
    {
        var count = OptionValue.Between("--patterns", parsed.GetValue(patterns), 1, MostPatterns);
        var start = OptionValue.NotNegative("--seed", parsed.GetValue(seed));
        var settings = chosen.Settings(new Dictionary<string, string>(), "", parsed.GetValue(set) ?? []);
        var made = new GradientExchange(chosen, settings, type).Make(count, start);
        OptionValue.MakeFolder("--make", folder);
        var list = settings.All.Select(setting => $"{setting.Name}={setting.Value}");
        output.WriteLine($"{chosen.Name}: {string.Join(' ', list)}");
        Write(made.Weights, Path.Combine(folder, "weights.safetensors"));
        Write(made.Batch, Path.Combine(folder, "batch.safetensors"));
    }

    private void Write(SafeTensors content, string path)
    {
        content.Write(path);
        var tensors = content.Tensors.Select(named => $"{named.Key} {Models.Expect.Text(named.Value.shape)}");
        output.WriteLine($"wrote {path}: {string.Join(", ", tensors)}");
    }

    private void Compute(ParseResult parsed, ExchangeModel chosen, ScalarType type, string side)
    {
        string weightsPath = parsed.GetValue(weights)!, batchPath = parsed.GetValue(batch)!;
        var resultPath = parsed.GetValue(result)!;
        OptionValue.ExpectWritable("--out", resultPath);
        var state = SafeTensors.Read(weightsPath);
        var settings = chosen.Settings(state.Metadata, weightsPath, parsed.GetValue(set) ?? []);
        var exchange = new GradientExchange(chosen, settings, type);
        using var subject = exchange.Read((state, weightsPath), (SafeTensors.Read(batchPath), batchPath));
        Prepare?.Invoke(subject.Objective);
        var hand = side != "autograd" ? StateGradients.ByHand(subject) : null;
        var autograd = side != "hand" ? StateGradients.ByAutograd(subject) : null;
        exchange.Result(hand, autograd).Write(resultPath);

        var loss = (hand ?? autograd)!.Loss.to(ScalarType.Float64).item<double>();
        output.WriteLine($"{chosen.Name}: loss {loss:G9}, {subject.Parameters:N0} parameters, {type}");
        if (hand is not null && autograd is not null)
            output.WriteLine($"by hand and autograd differ by at most {GradientExchange.Worst(hand, autograd):0.0e+0}, "
                + "relative to the largest of each gradient");
        output.WriteLine($"wrote {resultPath}");
    }
}
