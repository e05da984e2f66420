using Lectures.Models.Checking;
using Lectures.Models.Layers;
using Lectures.Models.Losses;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

/// <summary>A module and the same network by hand on the same weights.</summary>
internal static class Twins
{
    /// <summary>Holds both to the same output, cross-entropy and gradient of every parameter, in float64 to
    /// 1e-10.</summary>
    /// <param name="module">The module, float64.</param>
    /// <param name="call">Its logits.</param>
    /// <param name="hand">The network by hand; disposed here.</param>
    /// <param name="inputs">What the network by hand takes.</param>
    /// <param name="targets">Classes.</param>
    public static void Agree(nn.Module module, Func<Tensor> call, GeneralLayer hand, Tensor?[] inputs, Tensor targets)
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossEntropy();
        module.zero_grad();
        var logits = call();
        var expected = LossFunction.CrossEntropy.Of(logits, targets);
        expected.backward();
        using (hand)
        {
            using var off = no_grad();
            var output = hand.Forward(inputs)[0]!;
            Assert.That(Comparison.Relative(output, logits, 0), Is.LessThan(1e-12), "output");
            var value = loss.Forward(output, targets).item<double>();
            Assert.That(value, Is.EqualTo(expected.item<double>()).Within(1e-12), "loss");
            hand.Backward([loss.Backward()]);
            var parameters = module.named_parameters().ToDictionary(named => named.name, named => named.parameter);
            foreach (var (path, weight) in hand.NamedWeights())
            {
                var gradient = weight.Source!.Of(parameters[weight.Source.Name].grad!);
                var error = Comparison.Relative(weight.Gradient, gradient, 1);
                Assert.That(error, Is.LessThan(1e-10), $"{path} ({weight.Source})");
            }
            Assert.That(hand.NamedWeights().Sum(named => named.Weight.Value.numel()),
                Is.EqualTo(module.parameters().Sum(p => p.numel())), "every parameter is a weight by hand");
        }
    }
}
