using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Layers;
using Lectures.Models.Losses;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking;

/// <summary>A fault in any one layer is found in the first check of a case that <c>verify</c> runs.</summary>
public class PlantedFaultTests
{
    private const double Slightly = 1.001;
    private static readonly Dictionary<Type, ModelCase> cases = [];
    private static readonly CheckBatch batch =
        CheckBatch.Draw(Strokes.Generate(2, seed: 1), TextCorpus.BuiltIn, patterns: 2, seed: 1);

    // Not the layer that stands for a convolution and its pool, and is in no tree.
    private static IEnumerable<Type> Layers => typeof(GeneralLayer).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(GeneralLayer)) && !type.IsAbstract
            && type != typeof(Objective) && type != typeof(PooledConvolution2d))
        .OrderBy(type => type.Name);

    // Not the threshold, which has no gradient.
    private static IEnumerable<Type> LayersWithBackward => Layers.Except([typeof(Threshold)]);

    // Nor those whose inputs are indices.
    private static IEnumerable<Type> LayersWithGradient =>
        LayersWithBackward.Except([typeof(Embedding), typeof(EncoderDecoder)]);

    private static IEnumerable<Type> LayersWithWeights => Layers.Where(type => type.GetConstructors()
        .SelectMany(constructor => constructor.GetParameters())
        .Any(parameter => parameter.ParameterType.Name.Contains(nameof(Weight))));

    // Small cases first: they take the least time.
    [OneTimeSetUp]
    public void FindACaseForEveryLayer()
    {
        foreach (var @case in VerifiedModel.All.SelectMany(model => model.Cases(batch))
            .Where(@case => !@case.OnlyForMistakes).OrderBy(@case => !@case.Small))
            Assert.That(Rows(@case, root =>
            {
                foreach (var (_, layer) in root.NamedLayers()) cases.TryAdd(layer.GetType(), @case);
            }), Is.Not.Empty.And.All.Property(nameof(TensorCheck.Passed)).True, @case.Variant);
    }

    [TestCaseSource(nameof(LayersWithBackward))]
    public void Every_layer_is_part_of_a_verified_case(Type layer) => Assert.That(cases.Keys, Does.Contain(layer));

    [TestCaseSource(nameof(LayersWithGradient))]
    public void A_wrong_input_gradient_is_found(Type type) => IsFound(type, new WrongInputGradient());

    [TestCaseSource(nameof(LayersWithWeights))]
    public void A_wrong_weight_gradient_is_found(Type type) => IsFound(type, new WrongWeightGradients());

    [Test]
    public void A_wrong_output_of_the_threshold_is_found() => IsFound(typeof(Threshold), new WrongOutput(),
        prepare => Verification.Verify("perceptron", batch, new() { Prepare = prepare }).Tensors);

    /// <remarks>As in learning, where layers may work several at once.</remarks>
    [Test]
    public void A_wrong_weight_gradient_where_nobody_watches_is_found() =>
        IsFound(typeof(Affine), new WrongWeightGradients { Unwatched = true });

    private sealed class WrongInputGradient : IFault
    {
        public Tensor?[] Backward(GeneralLayer layer, Tensor?[] outputGradients, Func<Tensor?[], Tensor?[]> right)
        {
            var gradients = right(outputGradients);
            gradients[0] = gradients[0]?.mul(Slightly);
            return gradients;
        }
    }

    private sealed class WrongWeightGradients : IFault
    {
        public bool Unwatched { get; init; }

        public Tensor?[] Backward(GeneralLayer layer, Tensor?[] outputGradients, Func<Tensor?[], Tensor?[]> right)
        {
            var gradients = right(outputGradients);
            if (Unwatched && layer.Observer is not null) return gradients;
            foreach (var (_, weight) in layer.Weights)
                if (weight.Gradient is { } gradient) weight.Accumulate(gradient * (Slightly - 1));
            return gradients;
        }
    }

    private sealed class WrongOutput : IFault
    {
        public void OnForward(GeneralLayer layer, Tensor?[] inputs, Tensor?[] outputs) => outputs[0] = 1 - outputs[0]!;
    }

    private static void IsFound(Type type, IFault fault) => IsFound(type, fault, prepare => Rows(cases[type], prepare));

    private static void IsFound(Type type, IFault fault, Func<Action<GeneralLayer>, IEnumerable<TensorCheck>> check)
    {
        var planted = false;
        var rows = check(root =>
        {
            foreach (var (_, layer) in root.NamedLayers().Where(named => named.Layer.GetType() == type))
            {
                layer.Fault = fault;
                planted = true;
            }
        });
        Assert.That(planted, Is.True);
        Assert.That(rows, Has.Some.Property(nameof(TensorCheck.Passed)).False);
    }

    private static List<TensorCheck> Rows(ModelCase @case, Action<GeneralLayer> prepare)
    {
        using var scope = NewDisposeScope();
        var check = new ModelCheck(@case, batch, new() { Prepare = prepare });
        check.Steps.First()(_ => { });
        return [.. check.Rows];
    }
}
