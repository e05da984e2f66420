using System.Diagnostics;
using Lectures.Models.Layers;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>How models are verified.</summary>
/// <param name="Seed">Decides initial weights, directions and sampled entries.</param>
public sealed record VerificationOptions(long Seed = 1)
{
    /// <summary>Check in float64: hand against autograd, both against differences, trajectories, the literal
    /// network.</summary>
    public bool Float64 { get; init; } = true;

    /// <summary>Check in float32, judged by float64.</summary>
    public bool Float32 { get; init; } = true;

    /// <summary>Called with every network by hand before it runs, to plant a fault.</summary>
    internal Action<GeneralLayer>? Prepare { get; init; }
}

/// <summary>What was found for one model.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Layers">How many layers the network by hand has in the lecture's size.</param>
/// <param name="Parameters">How many parameters it has in the lecture's size.</param>
/// <param name="Seconds">How long the checks took.</param>
/// <param name="Tensors">A row for each tensor, type and variant.</param>
public sealed record ModelReport(
    string Name, int Layers, long Parameters, double Seconds, IReadOnlyList<TensorCheck> Tensors)
{
    /// <summary>True when every row passed, and there are any.</summary>
    public bool Passed => Tensors.Count > 0 && Tensors.All(tensor => tensor.Passed);
}

/// <summary>Verifies models by name: the hand-written gradients of each against autograd and central
/// differences.</summary>
public static class Verification
{
    /// <summary>The models that can be verified, in the lecture's order.</summary>
    public static IReadOnlyList<string> Models { get; } = [.. VerifiedModel.All.Select(model => model.Name)];

    /// <summary>Refuses a batch whose images do not fit a model, before long work begins.</summary>
    /// <exception cref="ArgumentException">They do not; the text names the model.</exception>
    public static void ExpectFits(string name, CheckBatch batch)
    {
        try
        {
            using var scope = NewDisposeScope();
            Seeded.Build(0, () => Find(name).Build(batch), ScalarType.Float32).Dispose();
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"{name}: {error.Message}", error);
        }
    }

    /// <summary>Checks one model on a batch.</summary>
    /// <param name="name">One of <see cref="Models"/>.</param>
    /// <param name="batch">The real data.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the share done, in (0, 1].</param>
    /// <exception cref="ArgumentException">There is no such model, or an image holds NaN or infinity.</exception>
    public static ModelReport Verify(
        string name, CheckBatch batch, VerificationOptions options, Action<double>? progress = null)
    {
        var model = Find(name);
        batch.ExpectFinite();
        var clock = Stopwatch.StartNew();
        using var scope = NewDisposeScope();
        using var module = Seeded.Build(options.Seed, () => model.Build(batch), ScalarType.Float32);
        using var network = ((IHandWritten)module).ByHand();
        var layers = network.NamedLayers().Count(named => named.Layer.Children.Count == 0);
        var parameters = module.parameters().Sum(p => p.numel());
        var checks = model.Cases(batch).Where(@case => !@case.OnlyForMistakes)
            .Select(@case => new ModelCheck(@case, batch, options)).ToList();
        var literal = new List<TensorCheck>();
        var steps = checks.SelectMany(check => check.Steps).ToList();
        if ((options.Float64 || checks.Count == 0) && model.Literally is { } run)
            steps.Add(_ => literal.AddRange(run(batch, options)));
        for (var i = 0; i < steps.Count; i++)
        {
            using var inner = NewDisposeScope();
            steps[i](share => progress?.Invoke((i + share) / steps.Count));
            progress?.Invoke((i + 1.0) / steps.Count);
        }
        TensorCheck[] rows = [.. checks.SelectMany(check => check.Rows), .. literal];
        return new(name, layers, parameters, clock.Elapsed.TotalSeconds, rows);
    }

    private static VerifiedModel Find(string name) => VerifiedModel.All.FirstOrDefault(model => model.Name == name)
        ?? throw new ArgumentException($"{name}: expected one of {string.Join(", ", Models)}.");
}
