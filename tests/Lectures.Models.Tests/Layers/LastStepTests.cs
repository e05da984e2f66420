using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class LastStepTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [Test]
    public void Holds_the_contract() => LayerContract.Holds(new LastStep(), randn(3, 4, 2, ScalarType.Float64));

    [Test]
    public void Gives_the_last_step_of_every_sequence()
    {
        using var layer = new LastStep();
        var x = randn(3, 4, 2);
        Assert.That(layer.Forward(x).Equals(x[.., 3]), Is.True);
    }

    [Test]
    public void Refuses_what_is_no_sequence()
    {
        using var layer = new LastStep();
        var error = Assert.Throws<ArgumentException>(() => layer.Forward(ones(3, 4)))!;
        Assert.That(error.Message, Is.EqualTo("x: expected shape (N, T, I), got (3, 4)."));
    }
}
