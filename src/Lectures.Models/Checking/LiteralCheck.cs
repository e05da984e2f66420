using Lectures.Models.Layers;
using Lectures.Models.Literal;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>Holds the lecture's algorithms, written literally in plain doubles, against module and network by
/// hand.</summary>
internal static class LiteralCheck
{
    private const int Updates = 1000;
    private const double Bound = 1e-12;

    /// <summary>XOR, 2-4-1 at ρ = 1, and images, I-30-K at ρ = 0.5 (at ρ = 2 the larger one is chaotic: rounding
    /// grows).</summary>
    public static IEnumerable<TensorCheck> Networks(CheckBatch batch, VerificationOptions options)
    {
        var x = tensor(new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
        yield return Network([2, 4, 1], 1, x, tensor(new double[,] { { 0 }, { 1 }, { 1 }, { 0 } }), options);
        var images = batch.Images.flatten(1).to(ScalarType.Float64);
        var teachers = nn.functional.one_hot(batch.Classes, batch.ClassCount).to(ScalarType.Float64);
        yield return Network([(int)images.size(1), 30, (int)batch.ClassCount], 0.5, images, teachers, options);
    }

    /// <summary>A perceptron has no gradient: its outputs and its rule's updates must be the literal ones.</summary>
    public static IEnumerable<TensorCheck> Perceptron(CheckBatch batch, VerificationOptions options)
    {
        var x = batch.Images.flatten(1).to(ScalarType.Float64);
        var b = batch.Classes.remainder(2).to(ScalarType.Float64).unsqueeze(1);
        var inputs = (int)x.size(1);
        using var module = Seeded.Build(options.Seed, () => new Perceptron(inputs), ScalarType.Float64);
        using var network = (Layer)module.ByHand();
        options.Prepare?.Invoke(network);
        var literal = new LiteralPerceptron(inputs);
        Weights(module, 1).CopyTo(literal.W);
        var patterns = Patterns(x);

        var row = new TensorCheck("", "output", [x.size(0), 1], ScalarType.Float64);
        var expected = Array.ConvertAll(patterns, pattern => (double)literal.Forward(pattern));
        Compare(row, "by hand", network.Forward(x).data<double>().ToArray(), expected);
        Compare(row, "by module", module.call(x).data<double>().ToArray(), expected);
        yield return row;

        row = new TensorCheck("", "weights after the perceptron rule", [inputs + 1], ScalarType.Float64);
        module.Learn(x, b, 0.1);
        for (var p = 0; p < patterns.Length; p++) literal.Learn(patterns[p], (int)b[p].item<double>(), 0.1);
        Compare(row, "by module", Weights(module, 1), literal.W.ToArray());
        yield return row;
    }

    /// <summary>The same 1,000 per-pattern updates literally, by hand and by autograd: all weights within
    /// 1e-12.</summary>
    private static TensorCheck Network(int[] units, double rho, Tensor x, Tensor b, VerificationOptions options)
    {
        using Mlp hand = Make(units, options.Seed), auto = Make(units, options.Seed);
        using var objective = new Objective(hand.ByHand(), new SquaredError());
        options.Prepare?.Invoke(objective);
        using var descent = new Sgd(objective.NamedWeights().Select(named => named.Weight), rho);
        using var optimizer = optim.SGD(auto.parameters(), rho);
        var literal = new LiteralNetwork(units);
        for (var l = 1; l <= literal.Last; l++) Weights(hand, l).CopyTo(literal.W(l));
        var (patterns, teachers) = (Patterns(x), Patterns(b));
        for (var update = 0; update < Updates; update++)
        {
            using var scope = NewDisposeScope();
            var p = update % patterns.Length;
            Tensor xp = x.narrow(0, p, 1), bp = b.narrow(0, p, 1);
            literal.Update(patterns[p], teachers[p], rho);
            Learning.StepByHand(objective, [xp, bp], descent);
            Learning.StepByAutograd(() => LossFunction.SquaredError.Of(auto.call(xp), bp), optimizer);
        }
        var name = $"weights after {Updates:N0} updates of {string.Join('-', units)}";
        var row = new TensorCheck("", name, [hand.parameters().Sum(w => w.numel())], ScalarType.Float64)
        {
            Variant = "literal",
        };
        for (var l = 1; l <= literal.Last; l++)
        {
            Compare(row, $"layer {l} by hand", Weights(hand, l), literal.W(l).ToArray());
            Compare(row, $"layer {l} by autograd", Weights(auto, l), literal.W(l).ToArray());
        }
        return row;
    }

    private static Mlp Make(int[] units, long seed)
    {
        var options = new MlpOptions(units[0], units[^1])
        {
            Hidden = [.. units[1..^1].Select(n => (long)n)],
            Activation = Activation.Sigmoid,
            Output = OutputUnit.Sigmoid,
            Loss = LossFunction.SquaredError,
        };
        return Seeded.Build(seed, () => new Mlp(options), ScalarType.Float64);
    }

    /// <summary>The weights of affine layer l = 1 … as the literal classes hold them: a row is a bias, then its
    /// weights.</summary>
    private static double[] Weights(SequentialModel model, int l)
    {
        using var scope = NewDisposeScope();
        var name = $"{2 * (l - 1)}";
        var (weight, bias) = (model.get_parameter($"{name}.weight")!, model.get_parameter($"{name}.bias")!);
        return cat([bias.detach().unsqueeze(1), weight.detach()], 1).data<double>().ToArray();
    }

    private static double[][] Patterns(Tensor x)
    {
        using var scope = NewDisposeScope();
        return [.. Enumerable.Range(0, (int)x.size(0)).Select(p => x[p].contiguous().data<double>().ToArray())];
    }

    private static void Compare(TensorCheck row, string who, double[] values, double[] literal)
    {
        using Tensor a = tensor(values), b = tensor(literal);
        var (error, index, value, expected) = Comparison.Compare(a, b, 1);
        if (!Comparison.Within(error, Bound)) row.Fail(new(index, value, expected, (who, "literal"), error, Bound));
    }
}
