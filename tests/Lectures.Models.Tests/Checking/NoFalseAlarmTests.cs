using Lectures.Models.Checking;
using Lectures.Models.Layers;
using Lectures.Models.Losses;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking;

/// <summary>1,000 random correct configurations: three quarters in float64, held against autograd and differences, one
/// quarter in float32, held against float64 as verify does.</summary>
public class NoFalseAlarmTests
{
    private const int Parts = 10, Each = 100;

    [Test]
    public void A_correct_layer_raises_no_alarm([Range(0, Parts - 1)] int part)
    {
        var (alarms, kinks) = (new List<string>(), 0);
        for (var seed = part * Each + 1; seed <= (part + 1) * Each; seed++)
        {
            using var scope = NewDisposeScope();
            if (seed % 4 == 0) alarms.AddRange(Float32(seed));
            else if (Float64(seed) is { Passed: false } report)
            {
                if (report.Tensors.Any(tensor => tensor.Verdict == Verdict.Wrong)) alarms.Add($"seed {seed}: {report}");
                else kinks++;
            }
        }
        TestContext.Out.WriteLine($"{Each} configurations, {alarms.Count} false alarms, {kinks} at kinks");
        Assert.That(alarms, Is.Empty);
        Assert.That(kinks, Is.LessThanOrEqualTo(Each / 20), "a check that verifies nothing raises no alarm either");
    }

    [Test]
    public void The_same_configurations_spoilt_do_raise_one()
    {
        var missed = new List<string>();
        for (var seed = 1; seed <= Each; seed++)
        {
            using var scope = NewDisposeScope();
            using var random = new RandomLayers(seed, ScalarType.Float64);
            var (layer, inputs) = random.Draw();
            using (layer)
            {
                (layer is Objective ? layer.Children[0].Layer : layer).Fault = new Doubled();
                if (GradientCheck.Run(layer, inputs, new() { Entries = 0, Directions = 0, Seed = seed }).Passed
                    && HasGradients(layer, inputs)) missed.Add($"seed {seed}: {layer.GetType().Name}");
            }
        }
        Assert.That(missed, Is.Empty);
    }

    private static GradientReport Float64(long seed)
    {
        using var random = new RandomLayers(seed, ScalarType.Float64);
        var (layer, inputs) = random.Draw();
        using (layer) return GradientCheck.Run(layer, inputs, new() { Entries = 1, Directions = 1, Seed = seed });
    }

    private static IEnumerable<string> Float32(long seed)
    {
        using var random = new RandomLayers(seed, ScalarType.Float32);
        using var wideRandom = new RandomLayers(seed, ScalarType.Float64);
        var ((layer, inputs), (wide, wideInputs)) = (random.Draw(), wideRandom.Draw());
        using (layer)
        using (wide)
        {
            using var state = new LayerState(layer);
            using var wideState = new LayerState(wide);
            using var generator = new Generator((ulong)seed);
            var dy = Array.ConvertAll(layer.Forward(inputs), y => y is null ? null
                : randn(y.shape, ScalarType.Float32, generator: generator));
            state.Restore();
            using var hand = Gradients.ByHand(layer, inputs, dy);
            state.Restore();
            using var own = Gradients.ByAutograd(layer, inputs, dy);
            using var judge = Gradients.ByAutograd(wide, wideInputs,
                Array.ConvertAll(dy, d => d?.to(ScalarType.Float64)));
            foreach (var (path, expected) in judge.All)
            {
                var largest = Math.Max(Comparison.Largest(expected), judge.LargestOfLayer(path));
                var (error, autograd) = (Comparison.Compare(hand.All[path], expected, largest).Error,
                    Comparison.Compare(own.All[path], expected, largest).Error);
                if (!(error <= 4 * autograd + 1e-6)) yield return $"seed {seed}: {layer.GetType().Name}, {path} in "
                    + $"float32: {error:0.0e+0}, autograd {autograd:0.0e+0}";
            }
        }
    }

    private static bool HasGradients(GeneralLayer layer, Tensor?[] inputs)
    {
        var outputs = layer.Forward(inputs);
        using var gradients = Gradients.ByAutograd(layer, inputs,
            Array.ConvertAll(outputs, y => y is null ? null : randn_like(y)));
        return Array.Exists(inputs, x => x!.is_floating_point())
            && gradients.All.Where(named => named.Key.Layer == "")
            .Any(named => named.Key.Tensor == "input" && Comparison.Largest(named.Value) > 0);
    }

    /// <summary>Twice the gradient of the first input.</summary>
    private sealed class Doubled : IFault
    {
        public Tensor?[] Backward(GeneralLayer layer, Tensor?[] outputGradients, Func<Tensor?[], Tensor?[]> right)
        {
            var gradients = right(outputGradients);
            gradients[0] = gradients[0] is { } dx ? dx * 2 : null;
            return gradients;
        }
    }
}
