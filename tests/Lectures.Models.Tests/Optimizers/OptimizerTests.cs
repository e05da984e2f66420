using Lectures.Models.Layers;
using Lectures.Models.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = Lectures.Models.Optimizers.Adam;
using AdamW = Lectures.Models.Optimizers.AdamW;

namespace Lectures.Models.Tests.Optimizers;

public class OptimizerTests
{
    private static readonly TestCaseData[] optimizers =
    [
        Case("Sgd", w => new Sgd(w, 0.1), p => optim.SGD(p, 0.1)),
        Case("Sgd_decay", w => new Sgd(w, 0.1, weightDecay: 0.3), p => optim.SGD(p, 0.1, weight_decay: 0.3)),
        Case("Sgd_momentum", w => new Sgd(w, 0.1, 0.9), p => optim.SGD(p, 0.1, momentum: 0.9)),
        Case("Sgd_Nesterov", w => new Sgd(w, 0.1, 0.9, true, 0.1),
            p => optim.SGD(p, 0.1, momentum: 0.9, weight_decay: 0.1, nesterov: true)),
        Case("RmsProp", w => new RmsProp(w), p => optim.RMSProp(p)),
        Case("RmsProp_all", w => new RmsProp(w, 0.05, 0.8, 1e-3, 0.7, 0.1),
            p => optim.RMSProp(p, 0.05, 0.8, 1e-3, weight_decay: 0.1, momentum: 0.7)),
        Case("Adam", w => new Adam(w, 0.05), p => optim.Adam(p, 0.05)),
        Case("Adam_all", w => new Adam(w, 0.05, 0.7, 0.95, 1e-3, 0.1), p => optim.Adam(p, 0.05, 0.7, 0.95, 1e-3, 0.1)),
        Case("AdamW", w => new AdamW(w, 0.05), p => optim.AdamW(p, 0.05, weight_decay: 0.01)),
        Case("AdamW_all", w => new AdamW(w, 0.05, 0.7, 0.95, 1e-3, 0.3),
            p => optim.AdamW(p, 0.05, 0.7, 0.95, 1e-3, 0.3)),
    ];

    [SetUp]
    public void Seed() => manual_seed(15);

    /// <remarks>Gradients from 1e-6 to 1e2, so that the place of ε and both bias corrections matter; another rate at
    /// half time. 50 steps round some five times each: by 1e-16 in float64, by 6e-8 in float32.</remarks>
    [TestCaseSource(nameof(optimizers))]
    public void Fifty_steps_are_libtorchs(
        Func<IEnumerable<Weight>, IOptimizer> byHand, Func<IEnumerable<Parameter>, optim.Optimizer> libtorch)
    {
        FiftyStepsAreLibtorchs(byHand, libtorch, ScalarType.Float64, 1e-12);
        FiftyStepsAreLibtorchs(byHand, libtorch, ScalarType.Float32, 1.5e-5);
    }

    private static void FiftyStepsAreLibtorchs(
        Func<IEnumerable<Weight>, IOptimizer> byHand, Func<IEnumerable<Parameter>, optim.Optimizer> libtorch,
        ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(randn(3, 7, type)), new(randn(16, type))];
        var weights = Array.ConvertAll(parameters, p => new Weight(p.detach().clone()));
        using var optimizer = byHand(weights);
        using var expected = libtorch(parameters);
        var scales = logspace(-6, 2, 7, dtype: type);
        for (var step = 0; step < 50; step++)
        {
            if (step == 25)
            {
                optimizer.Rate /= 3;
                foreach (var group in expected.ParamGroups) group.LearningRate /= 3;
            }
            foreach (var (weight, parameter) in weights.Zip(parameters))
            {
                var gradient = randn(parameter.shape, type);
                if (gradient.dim() == 2) gradient *= scales;
                weight.ZeroGradient();
                weight.Accumulate(gradient);
                parameter.grad = gradient.clone();
            }
            optimizer.Step();
            expected.step();
        }
        foreach (var (weight, parameter) in weights.Zip(parameters))
        {
            var expectedValue = parameter.detach().to(ScalarType.Float64);
            var most = expectedValue.abs().max().item<double>();
            Assert.That((weight.Value.to(ScalarType.Float64) - expectedValue).abs().max().item<double>(),
                Is.LessThan(tolerance * Math.Max(1, most)));
        }
    }

    [TestCaseSource(nameof(optimizers))]
    public void Rows_of_a_packed_weight_move_and_those_beside_them_stay(
        Func<IEnumerable<Weight>, IOptimizer> byHand, Func<IEnumerable<Parameter>, optim.Optimizer> _)
    {
        using var scope = NewDisposeScope();
        var packed = randn(9, 5);
        var before = packed.clone();
        using var rows = new Weight(packed.narrow(0, 3, 3));
        rows.Accumulate(randn(3, 5));
        using var optimizer = byHand([rows]);
        optimizer.Step();
        var moved = packed.ne(before).any(1);
        Assert.That(moved.data<bool>().ToArray(), Is.EqualTo(Enumerable.Range(0, 9).Select(row => row / 3 == 1)));
    }

    /// <remarks>Numbers that do not stand in a row, or of a type without arithmetic of its own; bfloat16 has 8 bits, and
    /// 5 steps round once each.</remarks>
    [TestCaseSource(nameof(optimizers))]
    public void Weights_of_any_layout_and_type_move_alike(
        Func<IEnumerable<Weight>, IOptimizer> byHand, Func<IEnumerable<Parameter>, optim.Optimizer> _)
    {
        using var scope = NewDisposeScope();
        var start = randn(5, 9).to(ScalarType.BFloat16).to(ScalarType.Float32);
        var transposed = new Weight(start.t().contiguous().t());
        Weight[] weights = [new(start.clone()), transposed, new(start.to(ScalarType.BFloat16))];
        using var optimizer = byHand(weights);
        for (var step = 0; step < 5; step++)
        {
            var gradient = randn(5, 9).to(ScalarType.BFloat16);
            foreach (var weight in weights)
            {
                weight.ZeroGradient();
                weight.Accumulate(weight == transposed ? gradient.t().contiguous().t().to(ScalarType.Float32)
                    : gradient.to(weight.Value.dtype));
            }
            optimizer.Step();
        }
        Assert.That(transposed.Value.is_contiguous(), Is.False);
        Assert.That(transposed.Value.Equals(weights[0].Value), Is.True);
        Assert.That(
            (weights[2].Value.to(ScalarType.Float32) - weights[0].Value).abs().max().item<float>(), Is.LessThan(0.1));
        Assert.That(weights[0].Value.Equals(start), Is.False);
    }

    /// <remarks>As many numbers as several threads share, and some over that fill no vector; the same in pieces that none
    /// shares.</remarks>
    [TestCaseSource(nameof(optimizers)), NonParallelizable]
    public void Many_numbers_move_to_the_same_bits_by_one_thread_and_by_several(
        Func<IEnumerable<Weight>, IOptimizer> byHand, Func<IEnumerable<Parameter>, optim.Optimizer> _)
    {
        using var scope = NewDisposeScope();
        var before = get_num_threads();
        Tensor start = randn(70_003), gradient = randn(70_003);
        try
        {
            Tensor[] moved = [Moved(1, 1), Moved(2, 1), Moved(3, 1), Moved(1, 10)];
            Assert.That(moved[1..], Has.All.EqualTo(moved[0]).Using<Tensor>((one, other) => one.Equals(other)));
            Assert.That(moved[0].ne(start).all().item<bool>(), Is.True);
        }
        finally
        {
            set_num_threads(before);
        }

        Tensor Moved(int threads, long pieces)
        {
            set_num_threads(threads);
            var all = start.clone();
            Weight[] weights = [.. all.chunk(pieces).Zip(gradient.chunk(pieces), (piece, dw) =>
            {
                var weight = new Weight(piece);
                weight.Accumulate(dw);
                return weight;
            })];
            using var optimizer = byHand(weights);
            optimizer.Step();
            optimizer.Step();
            return all;
        }
    }

    [TestCaseSource(nameof(optimizers))]
    public void A_weight_without_a_gradient_stays(
        Func<IEnumerable<Weight>, IOptimizer> byHand, Func<IEnumerable<Parameter>, optim.Optimizer> _)
    {
        using var scope = NewDisposeScope();
        using var used = new Weight(ones(3));
        using var unused = new Weight(ones(3));
        used.Accumulate(ones(3));
        byHand([used, unused]).Step();
        Assert.That(unused.Value.Equals(ones(3)), Is.True);
        Assert.That(used.Value.lt(1).all().item<bool>(), Is.True);
    }

    [TestCaseSource(nameof(optimizers))]
    public void A_step_reaches_the_module_that_owns_the_weight_and_leaves_the_gradient(
        Func<IEnumerable<Weight>, IOptimizer> byHand, Func<IEnumerable<Parameter>, optim.Optimizer> _)
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(3, 5);
        using var weight = new Weight(module.weight!);
        var gradient = randn(5, 3);
        var (before, copy) = (module.weight!.clone(), gradient.clone());
        weight.Accumulate(gradient);
        var optimizer = byHand([weight]);
        foreach (var __ in Enumerable.Range(0, 2)) optimizer.Step();
        Assert.That(module.weight!.Equals(before), Is.False);
        Assert.That(weight.Gradient!.Equals(copy), Is.True);
    }

    [TestCaseSource(nameof(optimizers))]
    public void Steps_leave_no_tensors_behind(
        Func<IEnumerable<Weight>, IOptimizer> byHand, Func<IEnumerable<Parameter>, optim.Optimizer> _)
    {
        using var scope = NewDisposeScope();
        using var weight = new Weight(ones(3));
        weight.Accumulate(ones(3));
        var start = LiveTensors.Settled();
        var optimizer = byHand([weight]);
        optimizer.Step();
        var before = LiveTensors.Settled();
        foreach (var __ in Enumerable.Range(0, 3)) optimizer.Step();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
        optimizer.Dispose();
        Assert.That(Tensor.TotalCount, Is.EqualTo(start));
    }

    [Test]
    public void Refuses_numbers_out_of_range()
    {
        Assert.Throws<ArgumentException>(() => new Sgd([], 0));
        Assert.Throws<ArgumentException>(() => new Sgd([], 0.1, 1));
        Assert.Throws<ArgumentException>(() => new Adam([], -1));
        Assert.Throws<ArgumentException>(() => new Adam([], beta1: 1));
        Assert.Throws<ArgumentException>(() => new Adam([], beta2: -0.1));
        Assert.Throws<ArgumentException>(() => new Adam([], epsilon: 0));
        Assert.Throws<ArgumentException>(() => new Adam([], weightDecay: -1));
        Assert.Throws<ArgumentException>(() => new AdamW([], weightDecay: double.NaN));
        Assert.Throws<ArgumentException>(() => new RmsProp([], alpha: 1));
        Assert.Throws<ArgumentException>(() => new RmsProp([], epsilon: -1));
        Assert.Throws<ArgumentException>(() => new RmsProp([], momentum: 1));
    }

    [TestCase(-0.1)]
    [TestCase(double.NaN)]
    public void Refuses_a_rate_that_is_none(double rate)
    {
        using var optimizer = new Sgd([]);
        var error = Assert.Throws<ArgumentException>(() => optimizer.Rate = rate)!;
        Assert.That(error.Message, Is.EqualTo($"rate: expected a finite number of at least 0, got {rate}."));
    }

    /// <remarks>A second step would be another one.</remarks>
    [Test]
    public void A_weight_named_twice_moves_once()
    {
        using var scope = NewDisposeScope();
        using var weight = new Weight(zeros(2));
        weight.Accumulate(ones(2));
        using var optimizer = new Sgd([weight, weight], 0.5);
        optimizer.Step();
        Assert.That(weight.Value.Equals(full(2, -0.5f)), Is.True);
    }

    private static TestCaseData Case(
        string name, Func<IEnumerable<Weight>, IOptimizer> byHand, Func<IEnumerable<Parameter>, optim.Optimizer> libtorch) =>
        new TestCaseData(byHand, libtorch).SetArgDisplayNames(name);
}
