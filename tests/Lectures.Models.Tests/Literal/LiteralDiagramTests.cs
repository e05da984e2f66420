using System.Globalization;
using Lectures.Models.Literal;

namespace Lectures.Models.Tests.Literal;

public sealed class LiteralDiagramTests
{
    [Test]
    public void A_diagram_shows_every_unit_and_weight_with_its_numbers()
    {
        var net = new LiteralNetwork(3, 2, 4, 1);
        net.Initialize(-1, 1, 1);
        var diagram = net.Diagram([0.5, -1, 2], [1]);
        Assert.That(diagram.Layers.Select(layer => layer.Count), Is.EqualTo(new[] { 3, 2, 4, 1 }));
        Assert.That(diagram.Weights.Select(layer => layer.Count), Is.EqualTo(new[] { 6, 8, 4 }));
        Assert.That(diagram.Layers[0][2].Lines, Is.EqualTo(new[] { "x₃ = 2.0" }));
        Assert.That(diagram.Layers[2][3].Lines, Has.Member($"ε₄ = {Text(net.Epsilon(2)[3])}").And.None.StartsWith("b"));
        Assert.That(diagram.Layers[3][0].Lines, Has.Member("b₁ = 1.0"));
        // From unit 1 of the hidden layer to unit 3 of the next: row 3, and a bias before the weights.
        var weight = diagram.Weights[1].Single(weight => weight is { From: 0, To: 2 });
        Assert.That((weight.Weight, weight.AtTo),
            Is.EqualTo((net.W(2)[2 * 3 + 1], $"∂ = {net.Gradient(2)[2 * 3 + 1].ToString("0.0000", CultureInfo.InvariantCulture)}")));
    }

    private static string Text(double value) => value.ToString("0.0###", CultureInfo.InvariantCulture);
}
