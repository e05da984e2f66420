using Lectures.Models.Checking;
using Lectures.Models.Layers;
using Lectures.Models.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Modules;

public class SeededDropoutTests
{
    [SetUp]
    public void Seed() => manual_seed(7);

    [Test]
    public void Draws_the_masks_of_its_layer_by_hand_in_the_same_order([Values] DropoutScaling scaling, [Values] bool training)
    {
        using var scope = NewDisposeScope();
        using var module = new SeededDropout(0.4, scaling);
        module.train(training);
        using var byHand = module.ByHand();
        foreach (var shape in new long[][] { [3, 50], [7], [2, 3, 5] })
        {
            var x = randn(shape, requires_grad: true);
            var dy = randn(shape);
            var y = module.call(x);
            (y * dy).sum().backward();
            Assert.That(byHand.Forward(x).Equals(y), Is.True);
            Assert.That(byHand.Backward(dy)!.Equals(x.grad!), Is.True);
        }
    }

    [Test]
    public void One_manual_seed_decides_everything()
    {
        manual_seed(8);
        using var first = new SeededDropout(0.4);
        using var second = new SeededDropout(0.4);
        manual_seed(8);
        using var again = new SeededDropout(0.4);
        Assert.That(first.Seed, Is.Not.EqualTo(second.Seed).And.EqualTo(again.Seed));
    }

    [Test]
    public void Restoring_the_state_of_a_module_repeats_its_masks()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Sequential(nn.Linear(5, 50), new SeededDropout(0.4));
        using var state = new LayerState(module);
        var x = randn(3, 5);
        var y = module.call(x);
        Assert.That(module.call(x).Equals(y), Is.False);
        state.Restore();
        Assert.That(module.call(x).Equals(y), Is.True);
    }

    [Test]
    public void Recognition_leaves_the_input_alive()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Sequential(new SeededDropout(0.4), new SeededDropout(0.4));
        module.eval();
        var x = randn(3, 5);
        Assert.That(module.call(x).Equals(x), Is.True);
        Assert.That(x.IsInvalid, Is.False);
    }
}
