using Lectures.Models.Checking;
using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Lectures.Models.Tests.Checking;

public class ModelCheckTests
{
    private DisposeScope scope = null!;
    private CheckBatch batch = null!;

    [SetUp]
    public void MakeBatch()
    {
        scope = NewDisposeScope();
        batch = new(rand(3, 7, 7), tensor(new long[] { 0, 2, 1 }), 3, zeros(3, 13, ScalarType.Int64), 7);
    }

    [TearDown]
    public void Release() => scope.Dispose();

    private static ModelCase Case => ModelCase.Of("small", () => new Mlp(new(49, 3) { Hidden = [4] }),
        LossFunction.CrossEntropy, data => (data.Flat(), data.Classes)).AsSmall();

    private TensorCheck[] Run(ModelCase @case, VerificationOptions options)
    {
        var check = new ModelCheck(@case, batch, options);
        foreach (var step in check.Steps) step(_ => { });
        return [.. check.Rows];
    }

    [Test]
    public void Every_boundary_weight_and_input_has_a_row_in_both_types()
    {
        var rows = Run(Case, new());
        string[] tensors = ["0.weight", "0.bias", "0.input", "0.output", "1.input", "2.weight", "input", "prediction"];
        foreach (var type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32])
            Assert.That(
                rows.Where(row => row.Type == type).Select(row => $"{new TensorPath(row.Layer, row.Tensor)}"),
                Is.SupersetOf(tensors));
        Assert.That(rows.Where(row => !row.Passed), Is.Empty);
        var weight = rows.First(row => row is { Layer: "0", Tensor: "weight", Type: ScalarType.Float64 });
        Assert.That(weight.Sampled, Is.EqualTo(4 + 49 * 4));    // 4 directions and every entry
    }

    // The module's own bias is 0, so both give the same; and nothing learns it by hand.
    [Test]
    public void A_parameter_that_no_weight_by_hand_stands_for_is_refused([Values] bool float32)
    {
        var rows = Run(
            ModelCase.Of("", () => new WithoutBias(), LossFunction.CrossEntropy, data => (data.Flat(), data.Classes)),
            new() { Float32 = float32, Float64 = !float32 });
        var failed = rows.Where(row => !row.Passed).ToList();
        Assert.That(failed.Select(row => row.Tensor), Is.EqualTo(new[] { "bias" }));
        Assert.That(failed[0].NotVerified, Does.Contain("no weight"));
    }

    [Test]
    public void A_wrong_gradient_in_float32_alone_is_found()
    {
        var options = new VerificationOptions
        {
            Prepare = root =>
            {
                var layer = root.NamedLayers().First(named => named.Path == "2").Layer;
                var slightly = layer.Weights[0].Weight.Value.dtype == ScalarType.Float32 ? 1 + 2e-5 : 1;
                layer.Fault = new Scaled(slightly);
            },
        };
        var failed = Run(Case, options).Where(row => !row.Passed).ToList();
        Assert.That(failed, Is.Not.Empty);
        Assert.That(failed.Select(row => row.Type), Is.All.EqualTo(ScalarType.Float32));
        Assert.That(failed.Select(row => row.Mismatch!.What), Is.All.EqualTo(("by hand", "float64")));
    }

    private sealed class Scaled(double factor) : IFault
    {
        public Tensor?[] Backward(GeneralLayer layer, Tensor?[] outputGradients, Func<Tensor?[], Tensor?[]> right) =>
            Array.ConvertAll(right(outputGradients), dx => dx?.mul(factor));
    }

    private static IEnumerable<TestCaseData> OptimizersByHand()
    {
        yield return Case("the_same", weights => new Adam(weights, 0.001), true);
        yield return Case("another_rate", weights => new Adam(weights, 0.00101), false);
        yield return Case("another_beta", weights => new Adam(weights, 0.001, 0.89), false);
        yield return Case("another_epsilon", weights => new Adam(weights, 0.001, epsilon: 1e-6), false);
        yield return Case("SGD", weights => new Sgd(weights, 0.001), false);
        yield return Case("a_weight_left_out", weights => new Adam(weights.SkipLast(1), 0.001), false);

        static TestCaseData Case(string name, Func<IEnumerable<Weight>, IOptimizer> byHand, bool agrees) =>
            new TestCaseData(byHand, agrees).SetName($"Learning_is_held_to_Adam_{name}");
    }

    [TestCaseSource(nameof(OptimizersByHand))]
    public void Learning_is_held_to_Adam(Func<IEnumerable<Weight>, IOptimizer> byHand, bool passes)
    {
        var row = Trajectory.Compare(
            "small", () => new Subject(Case, batch, ScalarType.Float64, 1), "Adam",
            byHand, parameters => optim.Adam(parameters, 0.001));
        Assert.That(row.Passed, Is.EqualTo(passes), $"{row.Mismatch}");
        Assert.That(row.HandVsAutograd, passes ? Is.LessThan(1e-9) : Is.GreaterThan(1e-9));
    }

    [Test]
    public void A_report_without_rows_did_not_pass() =>
        Assert.That(new ModelReport("mlp", 1, 1, 0, []).Passed, Is.False);

    private sealed class WithoutBias : nn.Module<Tensor, Tensor>, IHandWritten
    {
        private readonly Parameter weight = new(rand(3, 49) - 0.5), bias = new(zeros(3));

        public WithoutBias() : base(nameof(WithoutBias)) => RegisterComponents();

        public override Tensor forward(Tensor x) => nn.functional.linear(x, weight, bias);

        public GeneralLayer ByHand() => new Affine(new ModuleWeights(this)["weight"]);
    }
}
