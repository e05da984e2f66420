using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Lectures.Models;
using Lectures.Models.Checking;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Runner.Check;

/// <summary>Checks one class, in a process of its own: builds it, runs it, holds its gradients against autograd and differences.</summary>
/// <param name="job">What to check.</param>
/// <param name="tell">Takes what happens.</param>
internal sealed class LayerTrial(LayerJob job, Action<LayerMessage> tell)
{
    private const int EnoughGuesses = 3;

    private string step = "", shapes = "";
    private int guess = -1;

    /// <summary>Runs to the end, whatever the class throws.</summary>
    public void Run()
    {
        set_default_dtype(ScalarType.Float64);
        set_num_threads(1);
        try
        {
            var type = Assembly.Load(job.Assembly, job.Symbols).GetType(job.TypeName, throwOnError: true)!;
            var recipe = new LayerRecipe(type);
            if (recipe.Builder is null)
                tell(new(LayerEvent.NotBuildable, recipe.NoBuilder));
            else if (recipe.DeclaredInputs is { } declared)
                Check(Build(recipe), Make(declared));
            else
                Guess(recipe);
        }
        catch (Unfit unfit)
        {
            tell(new(LayerEvent.Error, unfit.Message));
        }
        catch (Exception exception)
        {
            tell(new(LayerEvent.Error, Describe(exception)));
        }
        tell(new(LayerEvent.Done));
    }

    private GeneralLayer Build(LayerRecipe recipe)
    {
        Begin("construction");
        manual_seed(job.Seed);
        return recipe.Builder!() ?? throw new Unfit("Create() returned null; expected a layer.");
    }

    private Tensor?[] Make(Func<Tensor?[]> declared)
    {
        Begin("making inputs");
        manual_seed(job.Seed);
        return declared();
    }

    private void Guess(LayerRecipe recipe)
    {
        long[][][] guesses;
        using (var layer = Build(recipe)) guesses = [.. LayerRecipe.Guesses(layer)];
        var accepted = 0;
        for (guess = job.Skip; guess < guesses.Length && accepted < EnoughGuesses; guess++)
        {
            var layer = Build(recipe);
            manual_seed(job.Seed);
            var inputs = Array.ConvertAll(guesses[guess], shape => randn(shape));
            try
            {
                Check(layer, inputs);
                accepted++;
            }
            catch (Exception refusal) when (step is "forward" or "backward" && IsRefusal(refusal))
            {
                tell(new(LayerEvent.Refused, Describe(refusal)) { Inputs = shapes, Guess = guess });
            }
        }
    }

    /// <summary>What a layer, or libtorch in it, throws at inputs that are not meant for it.</summary>
    private static bool IsRefusal(Exception exception) =>
        exception is ArgumentException and not ArgumentNullException or ExternalException or IndexOutOfRangeException;

    private void Check(GeneralLayer layer, Tensor?[] inputs)
    {
        shapes = LayerRecipe.Text(inputs);
        Try(layer, inputs);
        Begin("the check");
        try
        {
            var report = GradientCheck.Run(layer, inputs, new() { Seed = job.Seed });
            tell(new(LayerEvent.Checked, report.ToString())
            {
                Inputs = shapes,
                Guess = guess,
                Verdict = report.Passed ? LayerVerdict.Agrees
                    : report.Tensors.Any(tensor => tensor.Verdict == Verdict.Wrong) ? LayerVerdict.Wrong
                    : LayerVerdict.NotVerified,
                Report = JsonSerializer.Deserialize<JsonElement>(report.ToJson()),
                Parts = [.. layer.NamedLayers().Skip(1).Select(named => named.Layer.GetType().FullName!).Distinct()],
            });
        }
        catch (ArgumentException refusal)
        {
            var name = $"{layer.GetType().Name}: ";
            throw new Unfit(refusal.Message.StartsWith(name, StringComparison.Ordinal) ? refusal.Message[name.Length..] : refusal.Message);
        }
    }

    /// <summary>One forward and one backward: what they return must be there, fit, and be all that they change.</summary>
    private void Try(GeneralLayer layer, Tensor?[] inputs)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var copies = Array.ConvertAll(inputs, x => x?.clone());
        Begin("forward");
        var outputs = layer.Forward(inputs);
        if (outputs.All(y => y is null)) throw Returned("null; expected a tensor");
        if (outputs.Any(y => y is not null && y.is_floating_point() && !y.isfinite().all().item<bool>()))
            throw Returned("NaN or infinity; declare inputs that it is defined for: 'public static Tensor[] CreateInputs()'");
        ExpectUnchanged(inputs, copies, "its input");

        Begin("backward");
        var dy = Array.ConvertAll(outputs, y => y is null || !y.is_floating_point() ? null : randn(y.shape, y.dtype));
        copies = Array.ConvertAll(dy, d => d?.clone());
        var dx = layer.Backward(dy);
        if (dx.Length != inputs.Length)
            throw Returned($"{dx.Length} gradients; expected {inputs.Length}, one for each input (null where there is none)");
        for (var i = 0; i < dx.Length; i++)
            if (dx[i] is { } d && inputs[i] is { } x && !d.shape.AsSpan().SequenceEqual(x.shape))
                throw Returned($"the shape {Expect.Text(d.shape)}; expected {Expect.Text(x.shape)}, the shape of {Input(i)}");
        ExpectUnchanged(dy, copies, "dy");
        if (Array.FindIndex(dx, d => d is null) is >= 0 and var missing && DependsOn(layer, inputs, dy, missing))
            throw Returned($"null for {Input(missing)}; expected its gradient, shape {Expect.Text(inputs[missing]!.shape)}");
    }

    private bool DependsOn(GeneralLayer layer, Tensor?[] inputs, Tensor?[] dy, int input)
    {
        using var autograd = Gradients.ByAutograd(layer, inputs, dy);
        return Comparison.Largest(autograd.All.GetValueOrDefault(new("", Input(input)))) > 0;
    }

    private void ExpectUnchanged(Tensor?[] tensors, Tensor?[] copies, string what)
    {
        if (tensors.Zip(copies).Any(pair => pair.First is { } t && t.ne(pair.Second!).any().item<bool>()))
            throw new Unfit($"{step} on {shapes} writes into {what}; compute a new tensor (operations that end in _ change theirs).");
    }

    private void Begin(string name)
    {
        step = name;
        tell(new(LayerEvent.Step, name) { Inputs = shapes, Guess = guess });
    }

    private static string Input(int index) => TensorPath.Boundary("input", index);

    private Unfit Returned(string what) => new($"{step} on {shapes} returned {what}.");

    /// <summary>An exception in one line, with the line of the file where it was thrown.</summary>
    private string Describe(Exception exception)
    {
        while (exception is TargetInvocationException or TypeInitializationException && exception.InnerException is { } inner)
            exception = inner;
        var line = new StackTrace(exception, fNeedFileInfo: true).GetFrames()
            .FirstOrDefault(frame => frame.GetFileName() == job.Source)?.GetFileLineNumber();
        var message = exception.Message.Split('\n', StringSplitOptions.TrimEntries)[0];
        return $"{step}{(shapes.Length > 0 ? $" on {shapes}" : "")} throws {exception.GetType().Name}: {message}"
            + (line is null ? "" : $" (line {line})");
    }

    /// <summary>The layer does something that no layer may.</summary>
    private sealed class Unfit(string message) : Exception(message);
}
