using Lectures.Models.Checking;
using Lectures.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

/// <summary>What every hand-written layer must satisfy, whatever it computes.</summary>
internal static class LayerContract
{
    /// <summary>
    /// Holds a float64 layer to autograd (1e-10) and to central differences (1e-6, every entry) at a random dy, and to
    /// the contracts: two backwards give the same gradient, nothing is written into inputs, no tensor is left behind.
    /// </summary>
    /// <param name="layer">The layer on float64 weights; disposed here.</param>
    /// <param name="inputs">Inputs away from kinks; null for those not given.</param>
    public static void Holds(GeneralLayer layer, params Tensor?[] inputs)
    {
        using (layer)
        {
            var copies = Array.ConvertAll(inputs, x => x?.clone());
            var dy = RandomOutputGradients(layer, inputs);
            MatchesAutograd(layer, inputs, dy);
            MatchesDifferences(layer, inputs, dy);
            TwoBackwardsGiveTheSameGradient(layer, inputs, dy);
            LeavesNoTensors(layer, inputs, dy);
            foreach (var (input, copy) in inputs.Zip(copies))
                if (input is not null)
                    Assert.That(input.Equals(copy!), Is.True, "an input was written to");
        }
    }

    /// <summary>Gradients by hand in float32 or another narrow type agree with float64's to a tolerance.</summary>
    /// <param name="make">Makes the same layer for a type; weights and inputs rounded from the same numbers.</param>
    /// <param name="type">The narrow type.</param>
    /// <param name="tolerance">Relative to the layer's largest gradient.</param>
    public static void HoldsIn(ScalarType type, double tolerance, Func<ScalarType, (GeneralLayer Layer, Tensor?[] Inputs)> make)
    {
        using var scope = NewDisposeScope();
        var (narrow, narrowInputs) = make(type);
        var (wide, wideInputs) = make(ScalarType.Float64);
        foreach (var ((_, n), (_, w)) in narrow.NamedWeights().Zip(wide.NamedWeights()))
            w.Value.copy_(n.Value);
        foreach (var (n, w) in narrowInputs.Zip(wideInputs))
            if (n is not null) w!.copy_(n);
        var dy = RandomOutputGradients(narrow, narrowInputs);
        using (narrow)
        using (wide)
        using (var got = Gradients.ByHand(narrow, narrowInputs, dy))
        using (var expected = Gradients.ByHand(wide, wideInputs, Array.ConvertAll(dy, d => d?.to(ScalarType.Float64))))
            foreach (var (path, gradient) in got.All)
            {
                if (gradient is null) continue;
                Assert.That(gradient.dtype, Is.EqualTo(type), $"{path}");
                var error = (gradient.to(ScalarType.Float64) - expected.All[path]!).abs().max().item<double>();
                Assert.That(error, Is.LessThan(tolerance * Largest(expected, path.Layer)), $"{path}");
            }
    }

    private static void MatchesAutograd(GeneralLayer layer, Tensor?[] inputs, Tensor?[] dy)
    {
        using var state = new LayerState(layer);
        using var hand = Gradients.ByHand(layer, inputs, dy);
        state.Restore();
        using var auto = Gradients.ByAutograd(layer, inputs, dy);
        state.Restore();
        Assert.That(hand.All.Keys, Is.EquivalentTo(auto.All.Keys));
        Assert.That(hand.All.Values, Has.Some.Not.Null);
        foreach (var (path, expected) in auto.All)
            Assert.That(Comparison.Relative(hand.All[path], expected, Largest(auto, path.Layer)), Is.LessThan(1e-10),
                $"{path}: by hand {hand.All[path]?.str()}, by autograd {expected?.str()}");
    }

    private static void MatchesDifferences(GeneralLayer layer, Tensor?[] inputs, Tensor?[] dy)
    {
        using var state = new LayerState(layer);
        using var hand = Gradients.ByHand(layer, inputs, dy);
        var differences = new Differences(layer, inputs, dy, state);
        var moved = layer.NamedWeights().Select(named => (named.Path, Tensor: named.Weight.Value, named.Weight.Gradient))
            .Concat(inputs.Select((x, i) => (Path: TensorPath.Boundary("input", i), Tensor: x!, Gradient: hand.All.GetValueOrDefault(new("", TensorPath.Boundary("input", i)))))
                .Where(input => input.Tensor is not null && input.Tensor.is_floating_point()));
        foreach (var (path, tensor, gradient) in moved.ToList())
        {
            if (gradient is null) continue;
            using var scope = NewDisposeScope();
            var g = gradient.clone().reshape(-1);
            var scale = Math.Max(g.abs().max().item<double>(), 1e-3);
            for (var i = 0; i < g.numel(); i++)
            {
                var difference = differences.Entry(tensor, i, 1e-5);
                Assert.That(difference.Kink, Is.False, $"{path}[{i}] sits at a kink: choose other inputs");
                Assert.That(g[i].item<double>(), Is.EqualTo(difference.Slope).Within(Math.Max(1e-6 * scale, difference.Rounding)), $"{path}[{i}]");
            }
        }
        state.Restore();
    }

    private static void TwoBackwardsGiveTheSameGradient(GeneralLayer layer, Tensor?[] inputs, Tensor?[] dy)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        layer.Forward(inputs);
        layer.Backward(dy);
        var first = layer.NamedWeights().Select(named => named.Weight.Gradient?.clone()).ToList();
        layer.Backward(dy);
        foreach (var (before, (path, weight)) in first.Zip(layer.NamedWeights()))
            Assert.That(before is null ? weight.Gradient is null : before.Equals(weight.Gradient!), Is.True, $"{path} after a second backward");
    }

    private static void LeavesNoTensors(GeneralLayer layer, Tensor?[] inputs, Tensor?[] dy)
    {
        Step();
        var before = LiveTensors.Settled();
        for (var i = 0; i < 3; i++) Step();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before), "live tensors after a step");

        void Step()
        {
            using var off = no_grad();
            using var scope = NewDisposeScope();
            layer.Forward(inputs);
            layer.Backward(dy);
        }
    }

    private static Tensor?[] RandomOutputGradients(GeneralLayer layer, Tensor?[] inputs)
    {
        using var off = no_grad();
        using var state = new LayerState(layer);
        var outputs = layer.Forward(inputs);
        state.Restore();
        return Array.ConvertAll(outputs, y => y is null ? null : randn(y.shape, y.dtype));
    }

    private static double Largest(Gradients gradients, string layer) =>
        gradients.All.Where(named => named.Key.Layer == layer).Max(named => Comparison.Largest(named.Value));
}
