using Lectures.Models.Literal;

namespace Lectures.Models.Tests.Literal;

public sealed class ErrorSurfaceTests
{
    private static readonly double[][] x = [[0.3, -1], [1, 0.5], [-2, 0.1]], b = [[0], [1], [1]];

    [Test]
    public void Between_two_networks_lie_the_errors_of_the_weights_between()
    {
        LiteralNetwork one = Network(1), other = Network(2), middle = new(2, 3, 1);
        for (var l = 1; l <= 2; l++)
            for (var n = 0; n < middle.W(l).Length; n++) middle.W(l)[n] = (one.W(l)[n] + other.W(l)[n]) / 2;
        var line = ErrorSurface.Between("line", one, other, x, b);
        Assert.That((line.X[0], line.X[60], line.X[^1]), Is.EqualTo((0, 0.5, 1)));
        foreach (var (place, net) in ((int, LiteralNetwork)[])[(0, one), (60, middle), (120, other)])
            Assert.That(line.Y[place], Is.EqualTo(Error(net)).Within(1e-15));
        Assert.That(ErrorSurface.Between("line", one, other, x, b, beyond: 0.25).X, Has.ItemAt(0).EqualTo(-0.25));
    }

    [Test]
    public void Networks_of_different_shapes_are_refused() =>
        Assert.That(() => ErrorSurface.Between("", Network(1), new(2, 4, 1), x, b), Throws.ArgumentException.With.Message
            .EqualTo("other: expected 2-3-1 units as in the first network, got 2-4-1."));

    private static double Error(LiteralNetwork net) => x.Zip(b).Average(pattern => net.Backward(pattern.First, pattern.Second));

    private static LiteralNetwork Network(int seed)
    {
        var net = new LiteralNetwork(2, 3, 1);
        net.Initialize(-2, 2, seed);
        return net;
    }
}
