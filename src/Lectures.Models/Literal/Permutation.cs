namespace Lectures.Models.Literal;

/// <summary>The order in which an epoch visits its patterns.</summary>
internal static class Permutation
{
    /// <summary>0 … n − 1 as they are, or shuffled; the array is renewed only when n changes.</summary>
    /// <remarks>
    /// Fisher–Yates, inside out: the result depends on the generator alone, not on the order of the epoch before.
    /// Source: Knuth, The Art of Computer Programming 2, §3.4.2.
    /// </remarks>
    public static void Draw(ref int[] order, int n, Random? shuffle)
    {
        if (order.Length != n) order = new int[n];
        for (int p = 0; p < n; p++)
        {
            int q = shuffle?.Next(p + 1) ?? p;
            (order[p], order[q]) = (order[q], p);
        }
    }
}
