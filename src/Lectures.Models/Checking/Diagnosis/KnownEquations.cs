using Lectures.Models.Layers;
using Lectures.Models.Losses;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>The equations by which a user's own layer is recognised, each built from the layer's weights by their
/// shapes.</summary>
internal static class KnownEquations
{
    private static readonly (string Name, Func<Layer> Make)[] activations =
    [
        ("σ", () => new Sigmoid()), ("tanh", () => new Tanh()), ("relu", () => new Relu()),
        ("leaky relu", () => new LeakyRelu()), ("gelu", () => new Gelu()), ("gelu", () => new Gelu(GeluForm.Tanh)),
        ("softmax", () => new Softmax()), ("log softmax", () => new LogSoftmax()),
    ];

    private static readonly (string Equation, Func<Loss> Make)[] losses =
    [
        ("J = ½ Σ (g − b)²", () => new SquaredError()),
        ("L = mean (y − t)²", () => new MeanSquaredError()),
        ("L = −(1/N) Σₙ log softmax(z)ₙ,ₜₙ", () => new CrossEntropy()),
        ("L = −mean (t log σ(z) + (1 − t) log(1 − σ(z)))", () => new BinaryCrossEntropy()),
    ];

    /// <summary>What a layer with these weights, inputs and outputs may compute; not every one fits.</summary>
    public static IEnumerable<Func<Twin?>> For(Symptoms symptoms)
    {
        if (symptoms.Outputs is not [not null, ..] || symptoms.Layer.Children.Count > 0) return [];
        var weights = symptoms.Layer.Weights;
        if (symptoms.Inputs is [not null, not null])
            return weights.Count == 0 && symptoms.Y.dim() == 0 ? OfLosses() : [];
        if (symptoms.Inputs is not [not null]) return [];
        var ranks = string.Concat(weights.Select(own => own.Weight.Value.dim()).Order());
        return ranks switch
        {
            "" => [.. Elementwise(), .. Norms(symptoms), .. Pools(symptoms)],
            "2" or "12" => Affines(symptoms, Of(weights, 2)[0], Of(weights, 1) is [var b] ? b : null),
            "11" => Norms(symptoms),
            "22" or "122" or "1122" => Recurrences(Of(weights, 2), Of(weights, 1)),
            "4" or "14" => Convolutions(Of(weights, 4)[0], Of(weights, 1) is [var b] ? b : null),
            _ => [],
        };
    }

    private static IEnumerable<Func<Twin?>> Elementwise() =>
        activations.Select(f => (Func<Twin?>)(() => new Own().Twin(f.Make, $"y = {f.Name}(x)")));

    private static IEnumerable<Func<Twin?>> OfLosses() =>
        losses.Select(loss => (Func<Twin?>)(() => new Own().Twin(loss.Make, loss.Equation)));

    // y = f(x Wᵀ + b), also with W stored transposed, also with x added
    private static IEnumerable<Func<Twin?>> Affines(Symptoms symptoms, (string, Weight) weight, (string, Weight)? bias)
    {
        var residual = symptoms.X.shape.AsSpan().SequenceEqual(symptoms.Y.shape);
        foreach (var transposed in new[] { false, true })
        {
            var product = $"x {(transposed ? "W" : "Wᵀ")}{(bias is null ? "" : " + b")}";
            var equations = activations.Select(f => ($"{f.Name}({product})", (Func<Layer>?)f.Make))
                .Prepend((product, null));
            foreach (var (equation, make) in equations)
            {
                yield return () => Make(make, $"y = {equation}", layer => layer);
                if (residual) yield return () => Make(make, $"y = x + {equation}", layer => new Residual(layer));
            }

            Twin? Make(Func<Layer>? activation, string equation, Func<GeneralLayer, GeneralLayer> around)
            {
                var own = new Own();
                return own.Twin(() =>
                {
                    var affine = new Affine(own.Weight(weight, transposed)!, own.Weight(bias));
                    return around(activation is null ? affine : new Sequence(affine, activation()));
                }, equation);
            }
        }
    }

    // y = w x̂ + b: over the last dimension, or over the batch
    private static IEnumerable<Func<Twin?>> Norms(Symptoms symptoms)
    {
        var weights = symptoms.Layer.Weights;
        foreach (var ofBatch in new[] { false, true })
            foreach (var (first, second) in new[] { (0, 1), (1, 0) })
                foreach (var epsilon in new[] { 1e-5, 1e-8, 1e-6, 1e-3, 0 })
                    yield return () =>
                    {
                        var own = new Own();
                        var features = symptoms.X.size(ofBatch ? 1 : -1);
                        Tensor one = ones(features, symptoms.X.dtype), zero = zeros(features, symptoms.X.dtype);
                        return own.Twin(() =>
                        {
                            var w = weights.Count == 0 ? own.Constant(one) : own.Weight(weights[first])!;
                            var b = weights.Count == 0 ? own.Constant(zero) : own.Weight(weights[second])!;
                            return ofBatch ? new BatchNorm(w, b, zero, one, null, 0.1, epsilon)
                                : new LayerNorm(w, b, epsilon);
                        }, $"y = {(weights.Count == 0 ? "x̂" : "w x̂ + b")}, x̂ = (x − μ)/√(σ² + ε) over the "
                            + (ofBatch ? "batch" : "last dimension"));
                    };
    }

    // hₜ = f(W_ih xₜ + W_hh hₜ₋₁ + b), time first or batch first
    private static IEnumerable<Func<Twin?>> Recurrences((string, Weight)[] products, (string, Weight)[] biases)
    {
        var units = new (string Name, Func<RecurrentWeights, Recurrent> Make)[]
        {
            ("hₜ = tanh(W_ih xₜ + W_hh hₜ₋₁ + b)", weights => new Elman(weights)),
            ("hₜ = relu(W_ih xₜ + W_hh hₜ₋₁ + b)", weights => new Elman(weights, relu: true)),
            ("an LSTM", weights => new Lstm(weights)),
            ("a GRU", weights => new Gru(weights)),
        };
        foreach (var (equation, make) in units)
            foreach (var order in new[] { products, [.. products.Reverse()] })
                foreach (var transposed in new[] { false, true })
                    foreach (var batchFirst in new[] { false, true })
                        yield return () =>
                        {
                            var own = new Own();
                            return own.Twin(() =>
                            {
                                var cell = make(new(
                                    own.Weight(order[0], transposed)!, own.Weight(order[1], transposed)!,
                                    biases.Length > 0 ? own.Weight(biases[0]) : null,
                                    biases.Length > 1 ? own.Weight(biases[1]) : null));
                                return batchFirst ? new AllSteps(new RecurrentStack(1, false, _ => cell)) : cell;
                            }, equation);
                        };
    }

    private static IEnumerable<Func<Twin?>> Convolutions((string, Weight) weight, (string, Weight)? bias)
    {
        for (var stride = 1; stride <= 3; stride++)
            for (var padding = 0; padding <= 3; padding++)
            {
                var (s, p) = (stride, padding);
                yield return () =>
                {
                    var own = new Own();
                    return own.Twin(() => new Convolution2d(own.Weight(weight)!, own.Weight(bias), s, p),
                        $"y = W ∗ x{(bias is null ? "" : " + b")}, stride {s}, padding {p}");
                };
            }
    }

    private static IEnumerable<Func<Twin?>> Pools(Symptoms symptoms)
    {
        if (symptoms.X.dim() != 4 || symptoms.Y.dim() != 4) yield break;
        for (var window = 2; window <= 3; window++)
        {
            var k = window;
            yield return () => new Own().Twin(() => new MaxPool2d(k), $"y = max over windows {k}×{k}");
            yield return () => new Own().Twin(() => new AveragePool2d(k), $"y = mean over windows {k}×{k}");
        }
    }

    private static (string, Weight)[] Of(IEnumerable<(string Name, Weight Weight)> weights, int rank) =>
        [.. weights.Where(own => own.Weight.Value.dim() == rank)];

    /// <summary>The user's weights as a twin's, on the same memory.</summary>
    private sealed class Own
    {
        private readonly Dictionary<string, (Weight, bool)> names = [];
        private readonly List<Weight> made = [];

        /// <summary>The twin; null where the weights do not fit it.</summary>
        public Twin? Twin(Func<GeneralLayer> make, string equation)
        {
            try
            {
                return new(make(), equation, names);
            }
            catch (ArgumentException)
            {
                foreach (var weight in made) weight.Dispose();
                return null;
            }
        }

        public Weight? Weight((string Name, Weight Weight)? own, bool transposed = false)
        {
            if (own is not { } given) return null;
            var twin = Constant(transposed ? given.Weight.Value.t() : given.Weight.Value);
            names[given.Name] = (twin, transposed);
            return twin;
        }

        public Weight Constant(Tensor value)
        {
            var weight = new Weight(value);
            made.Add(weight);
            return weight;
        }
    }
}
