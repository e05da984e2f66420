using Lectures.Models.Data.Planes;
using Lectures.Models.Figures;
using Lectures.Models.Literal;

namespace Lectures.Models.Experiments;

/// <summary>What a model says all over the plane, measured for figures, and of patterns.</summary>
public static class PlaneGrid
{
    private const int Side = 121, MostPoints = 1_000;
    private const double Air = 1.08, MostStretch = 3;

    /// <summary>A square around points, with some air; a rectangle where the features are of very different
    /// size.</summary>
    public static Extent Around(PlanePoints points)
    {
        var ((x1, half1), (x2, half2)) = (Middle(points.All.Select(point => point.X1)),
            Middle(points.All.Select(point => point.X2)));
        if (Math.Max(half1, half2) <= MostStretch * Math.Min(half1, half2)) half1 = half2 = Math.Max(half1, half2);
        return new(x1 - half1, x1 + half1, x2 - half2, x2 + half2);

        static (double Middle, double Half) Middle(IEnumerable<double> values)
        {
            var (low, high) = (values.Min(), values.Max());
            return (low / 2 + high / 2, high > low ? Air * (high / 2 - low / 2) : Math.Max(1, Math.Abs(low)));
        }
    }

    /// <summary>A panel of a figure, with some air around its points.</summary>
    /// <param name="points">The patterns that are drawn, the first of many.</param>
    /// <param name="says">A number for each pattern: its class, or a score.</param>
    /// <param name="title">One line above, or nothing.</param>
    public static RegionPanel Panel(
        PlanePoints points, Func<double[][], IEnumerable<double>> says, string title = "") =>
        Panel(Around(points), says, points, title);

    /// <summary>A panel of a figure.</summary>
    /// <param name="extent">The part of the plane.</param>
    /// <param name="says">A number for each pattern: its class, or a score.</param>
    /// <param name="points">The patterns that are drawn, the first of many; or null.</param>
    /// <param name="title">One line above, or nothing.</param>
    public static RegionPanel Panel(
        Extent extent, Func<double[][], IEnumerable<double>> says, PlanePoints? points = null, string title = "")
    {
        var values = new double[Side, Side];
        double[][] x = [.. extent.Centres(Side, Side).Select(point => (double[])[point.X1, point.X2])];
        foreach (var (n, value) in says(x).Index()) values[n / Side, n % Side] = value;
        return new(values, extent)
        {
            Title = title,
            Points = [.. (points?.All ?? []).Take(MostPoints)],
        };
    }

    /// <summary>How long the borders between classes are in a panel of classes: pairs of neighbouring cells that
    /// differ, over the cells of a side.</summary>
    public static double BorderLength(RegionPanel panel)
    {
        var (values, count) = (panel.Values, 0);
        for (var row = 0; row < Side; row++)
            for (var column = 0; column < Side; column++)
            {
                if (row > 0 && values[row, column] != values[row - 1, column]) count++;
                if (column > 0 && values[row, column] != values[row, column - 1]) count++;
            }
        return count / (double)Side;
    }

    /// <summary>The output of one unit for each pattern.</summary>
    /// <param name="network">The network.</param>
    /// <param name="x">Patterns.</param>
    /// <param name="unit">Unit, from 1.</param>
    /// <param name="layer">Layer, from 1; the last without it.</param>
    public static double[] Outputs(this BatchNetwork network, double[][] x, int unit = 1, int? layer = null)
    {
        network.Forward(x);
        return network.G(layer ?? network.Last, unit).ToArray();
    }

    /// <summary>The class of each pattern: the largest of several outputs; of one output, whether it is above
    /// <paramref name="middle"/> (0 for tanh).</summary>
    public static int[] Classes(this BatchNetwork network, double[][] x, double middle = 0.5)
    {
        network.Forward(x);
        var said = new int[x.Length];
        var outputs = network.Units(network.Last);
        for (var p = 0; p < x.Length; p++)
            if (outputs == 1) said[p] = network.G(network.Last, 1)[p] > middle ? 1 : 0;
            else
                for (var k = 1; k < outputs; k++)
                    if (network.G(network.Last, k + 1)[p] > network.G(network.Last, said[p] + 1)[p]) said[p] = k;
        return said;
    }

    /// <summary>The share of the points whose class is right.</summary>
    public static double Accuracy(this BatchNetwork network, PlanePoints points, double middle = 0.5) =>
        network.Classes(points.Features(), middle).Where((k, p) => points.All[p].Class == k).Count()
        / (double)points.Count;

    /// <summary>The line on which unit j of the first layer is undecided.</summary>
    public static PlaneLine Line(this BatchNetwork network, int unit, string label)
    {
        var w = network.W(1)[(3 * (unit - 1))..];
        return new(w[0], w[1], w[2], label);
    }
}
