using Lectures.Models.Checking;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Modules;

public class RecurrentModuleTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [Test]
    public void Outputs_and_gradients_are_those_of_libtorchs_module(
        [Values] RecurrentUnit unit, [Values(1, 2)] int layers, [Values] bool bidirectional,
        [Values(Activation.Tanh, Activation.Relu)] Activation activation, [Values] bool lastAlone)
    {
        using var scope = NewDisposeScope();
        var recurrent = new RecurrentModule(new(unit, 5, layers) { Activation = activation }, 3, bidirectional);
        var module = recurrent.Module.to(ScalarType.Float64);
        var x = randn(4, 6, 3, ScalarType.Float64).requires_grad_(true);
        var all = module switch
        {
            LSTM lstm => lstm.call(x).Item1,
            GRU gru => gru.call(x).Item1,
            _ => ((RNN)module).call(x).Item1,
        };
        var expected = lastAlone ? all.select(1, -1) : all;
        var dy = randn_like(expected);
        Tensor[] Gradients(Tensor y)
        {
            y.backward([dy]);
            var gradients = module.parameters().Append(x).Select(tensor => tensor.grad!.clone()).ToArray();
            foreach (var tensor in module.parameters().Append(x)) tensor.grad!.zero_();
            return gradients;
        }

        var gradients = Gradients(expected);
        var y = lastAlone ? recurrent.Last(x) : recurrent.All(x);
        Assert.That(y.shape, Is.EqualTo(expected.shape));
        Assert.That(Comparison.Relative(y, expected, 0), Is.LessThan(1e-12));
        foreach (var (ours, theirs) in Gradients(y).Zip(gradients))
            Assert.That(Comparison.Relative(ours, theirs, 0), Is.LessThan(1e-12));
    }

    [Test]
    public void In_float32_Elmans_rounding_stays_in_the_order_of_libtorchs()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var recurrent = new RecurrentModule(new(), 28);
        var module = (RNN)recurrent.Module;
        var x = randn(32, 60, 28);
        var (theirs, ours) = (module.call(x).Item1, recurrent.All(x));
        module.to(ScalarType.Float64);
        var exact = module.call(x.to(ScalarType.Float64)).Item1;
        double Error(Tensor y) => (y.to(ScalarType.Float64) - exact).abs().max().item<double>();
        // hₜ = 2sₜ − 1 loses a digit of sₜ where hₜ is near 0, and the sum of a row of W is of ten units' size.
        Assert.That(Error(ours), Is.LessThan(16 * Error(theirs)));
        Assert.That(Error(ours), Is.LessThan(5e-6));
    }
}
