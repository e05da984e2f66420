using Lectures.Models.Checking;
using Lectures.Models.Layers;
using Lectures.Models.Losses;
using static TorchSharp.torch;

namespace Lectures.Runner.Tests.Commands;

/// <summary>A fault in any one layer turns <c>verify</c>'s exit code 0 into 1.</summary>
public class PlantedFaultTests
{
    private const double Slightly = 1.001;
    private static readonly Dictionary<Type, string> models = [];

    private static IEnumerable<Type> Layers => typeof(GeneralLayer).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(GeneralLayer)) && !type.IsAbstract && type != typeof(Objective))
        .OrderBy(type => type.Name);

    // Not the threshold, which has no gradient, nor those whose inputs are indices.
    private static IEnumerable<Type> LayersWithGradient =>
        Layers.Except([typeof(Threshold), typeof(Embedding), typeof(EncoderDecoder)]);

    private static IEnumerable<Type> LayersWithWeights => Layers.Where(type => type.GetConstructors()
        .SelectMany(constructor => constructor.GetParameters())
        .Any(parameter => parameter.ParameterType.Name.Contains(nameof(Weight))));

    [OneTimeSetUp]
    public void FindAModelForEveryLayer()
    {
        foreach (var model in Verification.Models.OrderBy(model => model == "perceptron"))
            Cli.Run(["verify", model, "--batch", "2", "--dtype", "float64"], root =>
            {
                lock (models)
                    foreach (var (_, layer) in root.NamedLayers()) models.TryAdd(layer.GetType(), model);
            });
    }

    [TestCaseSource(nameof(Layers))]
    public void Every_layer_is_part_of_a_verified_model(Type layer) => Assert.That(models.Keys, Does.Contain(layer));

    [TestCaseSource(nameof(LayersWithGradient))]
    public void A_wrong_input_gradient_is_found(Type type) => IsFound(type, layer =>
        layer.Fault = new WrongInputGradient());

    [TestCaseSource(nameof(LayersWithWeights))]
    public void A_wrong_weight_gradient_is_found(Type type) =>
        IsFound(type, layer => layer.Fault = new WrongWeightGradients());

    [Test]
    public void A_wrong_output_of_the_threshold_is_found() =>
        IsFound(typeof(Threshold), layer => layer.Fault = new WrongOutput());

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
        public Tensor?[] Backward(GeneralLayer layer, Tensor?[] outputGradients, Func<Tensor?[], Tensor?[]> right)
        {
            var gradients = right(outputGradients);
            foreach (var (_, weight) in layer.Weights)
                if (weight.Gradient is { } gradient) weight.Accumulate(gradient * (Slightly - 1));
            return gradients;
        }
    }

    private sealed class WrongOutput : IFault
    {
        public void OnForward(GeneralLayer layer, Tensor?[] inputs, Tensor?[] outputs) => outputs[0] = 1 - outputs[0]!;
    }

    private static void IsFound(Type type, Action<GeneralLayer> plant)
    {
        var planted = false;
        var (code, output, _) = Cli.Run(["verify", models[type], "--batch", "2", "--dtype", "float64"], root =>
        {
            foreach (var (_, layer) in root.NamedLayers().Where(named => named.Layer.GetType() == type))
            {
                plant(layer);
                planted = true;
            }
        });
        Assert.That(planted, Is.True);
        Assert.That(code, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain("DIFFERS"));
    }
}
