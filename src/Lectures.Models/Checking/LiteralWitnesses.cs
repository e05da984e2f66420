using Lectures.Models.Layers;
using Lectures.Models.Literal;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>A number of one pattern's backpropagation, found in several ways.</summary>
/// <param name="Name">What it is: <c>ε, layer 1, unit 2</c>.</param>
/// <param name="Literal">By the equations, literally.</param>
/// <param name="ByHand">By the layers with backpropagation by hand.</param>
/// <param name="ByAutograd">By autograd through the module.</param>
/// <param name="Differences">By central differences of J, of a ∂J/∂w only.</param>
public sealed record WitnessedNumber(
    string Name, double Literal, double ByHand, double ByAutograd, double? Differences = null)
{
    internal double Apart => Math.Max(Math.Abs(Literal - ByHand), Math.Abs(Literal - ByAutograd));

    internal double OffDifferences => Differences is { } slope ? Math.Abs(Literal - slope) : 0;
}

/// <summary>One pattern through the literal network, through the same one of layers with backpropagation by hand, and
/// through the module by autograd, number by number.</summary>
public static class LiteralWitnesses
{
    // truncation ~ Step², rounding ~ 1e-16 / Step: both about 1e-11
    private const double Step = 1e-5;

    /// <summary>Every h, g, ε and ∂J/∂w of a pattern; the weights stay.</summary>
    /// <param name="net">The network.</param>
    /// <param name="x">Pattern, shape (d), finite.</param>
    /// <param name="b">Teacher signals, shape (n) of the output layer, finite.</param>
    /// <returns>The numbers, unit by unit from the first layer to the last.</returns>
    /// <exception cref="ArgumentException">x or b has another length or is not finite.</exception>
    public static IReadOnlyList<WitnessedNumber> Of(LiteralNetwork net, double[] x, double[] b)
    {
        net.Backward(x, b);
        var literal = Literal(net, x);
        using var scope = NewDisposeScope();
        using var mlp = Twin(net);
        Tensor pattern = tensor(x, 1, x.Length), teacher = tensor(b, 1, b.Length);
        Dictionary<string, double> byHand = ByHand(mlp, net.Last, pattern, teacher),
            byAutograd = ByAutograd(mlp, net.Last, pattern, teacher), differences = Differences(net, x, b);
        net.Backward(x, b);     // g and ε are the pattern's again
        return [.. literal.Select(row => new WitnessedNumber(row.Key, row.Value, byHand[row.Key], byAutograd[row.Key],
            differences.TryGetValue(row.Key, out var slope) ? slope : null))];
    }

    private static Dictionary<string, double> Literal(LiteralNetwork net, double[] x)
    {
        var numbers = new Dictionary<string, double>();
        for (var l = 1; l <= net.Last; l++)
        {
            double[] below = l == 1 ? [1, .. x] : [1, .. net.G(l - 1)];
            for (var j = 1; j <= net.Units[l]; j++)
            {
                var h = 0.0;
                for (var i = 0; i < below.Length; i++) h += net.W(l)[(j - 1) * below.Length + i] * below[i];
                numbers[Name("h", l, j)] = h;
                numbers[Name("g", l, j)] = net.G(l)[j - 1];
                numbers[Name("ε", l, j)] = net.Epsilon(l)[j - 1];
                for (var i = 0; i < below.Length; i++)
                    numbers[Name("∂J/∂w", l, j, i)] = net.Gradient(l)[(j - 1) * below.Length + i];
            }
        }
        return numbers;
    }

    /// <summary>The same network as a module in float64.</summary>
    private static Mlp Twin(LiteralNetwork net)
    {
        var mlp = Seeded.Build(1, () => new Mlp(new(net.Units[0], net.Units[^1])
        {
            Hidden = [.. net.Units.Skip(1).SkipLast(1).Select(n => (long)n)],
            Activation = Activation.Sigmoid,
            Output = OutputUnit.Sigmoid,
            Loss = LossFunction.SquaredError,
        }), ScalarType.Float64);
        using var off = no_grad();
        for (var l = 1; l <= net.Last; l++)
        {
            // (O,1+I): a bias, then its weights
            var w = tensor(net.W(l).ToArray()).reshape(net.Units[l], -1);
            mlp.get_parameter($"{2 * l - 2}.bias")!.copy_(w[.., 0]);
            mlp.get_parameter($"{2 * l - 2}.weight")!.copy_(w[.., 1..]);
        }
        return mlp;
    }

    private static Dictionary<string, double> ByHand(Mlp mlp, int last, Tensor pattern, Tensor teacher)
    {
        using var objective = new Objective(mlp.ByHand(), new SquaredError());
        using var recorder = new BoundaryRecorder(objective);
        using (no_grad()) objective.Forward([pattern, teacher]);
        objective.Backward();
        GeneralLayer[] layers = [.. objective.NamedLayers().Select(named => named.Layer)
            .Where(layer => layer is Affine or Sigmoid)];
        var weights = objective.NamedWeights().ToDictionary(named => named.Path, named => named.Weight);
        var numbers = new Dictionary<string, double>();
        for (var l = 1; l <= last; l++)
        {
            var (affine, sigmoid) = (recorder.Boundaries[layers[2 * l - 2]], recorder.Boundaries[layers[2 * l - 1]]);
            Add(numbers, l, affine.Outputs[0]!, sigmoid.Outputs[0]!, affine.OutputGradients[0]!,
                weights[$"{2 * l - 2}.bias"].Gradient!, weights[$"{2 * l - 2}.weight"].Gradient!);
        }
        return numbers;
    }

    private static Dictionary<string, double> ByAutograd(Mlp mlp, int last, Tensor pattern, Tensor teacher)
    {
        var parameters = mlp.named_parameters().ToDictionary(named => named.name, named => (Tensor)named.parameter);
        Tensor[] h = new Tensor[last + 1], g = new Tensor[last + 1];
        g[0] = pattern;
        for (var l = 1; l <= last; l++)
        {
            h[l] = nn.functional.linear(g[l - 1], parameters[$"{2 * l - 2}.weight"], parameters[$"{2 * l - 2}.bias"]);
            h[l].retain_grad();
            g[l] = h[l].sigmoid();
        }
        LossFunction.SquaredError.Of(g[last], teacher).backward();
        var numbers = new Dictionary<string, double>();
        for (var l = 1; l <= last; l++)
            Add(numbers, l, h[l], g[l], h[l].grad!, parameters[$"{2 * l - 2}.bias"].grad!,
                parameters[$"{2 * l - 2}.weight"].grad!);
        return numbers;
    }

    private static void Add(
        Dictionary<string, double> numbers, int l, Tensor h, Tensor g, Tensor ε, Tensor bias, Tensor weight)
    {
        double[] hs = Numbers(h), gs = Numbers(g), εs = Numbers(ε), biases = Numbers(bias), weights = Numbers(weight);
        var inputs = weights.Length / hs.Length;
        for (var j = 1; j <= hs.Length; j++)
        {
            (numbers[Name("h", l, j)], numbers[Name("g", l, j)], numbers[Name("ε", l, j)]) =
                (hs[j - 1], gs[j - 1], εs[j - 1]);
            numbers[Name("∂J/∂w", l, j, 0)] = biases[j - 1];
            for (var i = 1; i <= inputs; i++) numbers[Name("∂J/∂w", l, j, i)] = weights[(j - 1) * inputs + i - 1];
        }

        static double[] Numbers(Tensor tensor) => [.. tensor.detach().contiguous().data<double>()];
    }

    private static Dictionary<string, double> Differences(LiteralNetwork net, double[] x, double[] b)
    {
        var numbers = new Dictionary<string, double>();
        for (var l = 1; l <= net.Last; l++)
            for (var n = 0; n < net.W(l).Length; n++)
            {
                var (w, inputs) = (net.W(l)[n], net.Units[l - 1] + 1);
                net.W(l)[n] = w + Step;
                var above = net.Backward(x, b);
                net.W(l)[n] = w - Step;
                var below = net.Backward(x, b);
                net.W(l)[n] = w;
                numbers[Name("∂J/∂w", l, n / inputs + 1, n % inputs)] = (above - below) / (2 * Step);
            }
        return numbers;
    }

    private static string Name(string what, int l, int j, int? i = null) => i is { } from
        ? $"{what}, layer {l}, {(from == 0 ? "bias" : $"{from}")} → {j}" : $"{what}, layer {l}, unit {j}";
}
