using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class AllStepsTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [Test]
    public void Holds_the_contract_in_a_chain([Values] RecurrentKind kind)
    {
        using var twin = new RecurrentTwin(kind, inputs: 2, hidden: 3, layers: 2, bidirectional: true);
        var chain = new Sequence(("rnn", new AllSteps(twin.ByHand())), ("last", new LastStep()));
        LayerContract.Holds(chain, randn(2, 4, 2, ScalarType.Float64));
    }

    [Test]
    public void Keeps_the_paths_of_the_stack()
    {
        using var twin = new RecurrentTwin(RecurrentKind.Gru, inputs: 2, hidden: 3);
        using var chain = new Sequence(("rnn", new AllSteps(twin.ByHand())));
        Assert.That(chain.NamedWeights().Select(named => named.Path),
            Is.EqualTo(["rnn.l0.weight_ih", "rnn.l0.weight_hh", "rnn.l0.bias_ih", "rnn.l0.bias_hh"]));
    }
}
