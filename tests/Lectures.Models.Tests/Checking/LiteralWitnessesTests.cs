using Lectures.Models.Checking;
using Lectures.Models.Literal;

namespace Lectures.Models.Tests.Checking;

public sealed class LiteralWitnessesTests
{
    private static readonly double[] x = [0.5, -1, 2], b = [1, 0];

    [TestCase(3, 2)]
    [TestCase(3, 4, 2)]
    [TestCase(3, 4, 5, 2)]
    public void Every_way_leads_to_the_same_numbers(params int[] units)
    {
        var net = Network(units);
        var before = net.W(net.Last).ToArray();
        var rows = LiteralWitnesses.Of(net, x, b);
        var sizes = units.Skip(1).Zip(units, (here, below) => here * (3 + below + 1)).Sum();     // h, g, ε, the weights
        Assert.That(rows, Has.Count.EqualTo(sizes));
        Assert.That(rows.Max(row => row.Apart), Is.LessThan(1e-14));
        Assert.That(rows.Max(row => row.OffDifferences), Is.LessThan(1e-9), "truncation and rounding");
        Assert.That(rows.Where(row => row.Differences is not null).Select(row => row.Name), Has.All.StartsWith("∂J/∂w"));
        Assert.That(net.W(net.Last).ToArray(), Is.EqualTo(before));
        Assert.That(rows[^1].Literal, Is.EqualTo(net.Gradient(net.Last)[^1]), "the network's numbers are the pattern's");
    }

    private static LiteralNetwork Network(int[] units)
    {
        var net = new LiteralNetwork(units);
        net.Initialize(-1, 1, 1);
        return net;
    }
}
