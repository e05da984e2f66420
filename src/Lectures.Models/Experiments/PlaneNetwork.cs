using Lectures.Models.Literal;

namespace Lectures.Models.Experiments;

/// <summary>What a network of plain doubles says of points of the plane.</summary>
internal static class PlaneNetwork
{
    /// <summary>The class of each pattern: the largest of several outputs; of one output, whether it is above the middle
    /// of its range (0 of tanh, else ½).</summary>
    public static int[] Classify(BatchNetwork network, double[][] x, double middle = 0.5)
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
}
