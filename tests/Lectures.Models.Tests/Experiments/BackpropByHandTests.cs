using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

public sealed class BackpropByHandTests
{
    [Test]
    public void Quick_form_holds_and_draws()
    {
        var result = BackpropByHand.Info.Full().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Every_number_of_the_3_2_2_network_stands_there()
    {
        var tables = BackpropByHand.Info.Full().Run(ExperimentData.BuiltIn, _ => { }).Tables;
        Assert.That(tables.Select(table => table.Rows.Count), Is.EqualTo(new[] { 8, 4, 14 }), "h and g, ε, ∂J/∂w");
        // Of four gradients, those of biases, the numbers are the ε of their units.
        Assert.That(tables.SelectMany(table => table.Rows).Select(row => row.Values[0]).Distinct().Count(),
            Is.EqualTo(8 + 14));
    }

    [Test]
    public void A_seed_decides_everything() =>
        ExperimentAssert.IsReproducible(new BackpropByHand(), BackpropByHand.Info.Name);
}
