namespace Lectures.Models.Data;

/// <summary>
/// A small generator of pseudo-random numbers whose sequence is the same on every machine and in every version of
/// .NET, which <see cref="System.Random"/> with a seed does not promise.
/// </summary>
/// <remarks>
/// Source: Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators, OOPSLA. Every value is made
/// by integer operations and by + − × ÷, which IEEE 754 rounds alike everywhere; only <see cref="Normal"/> needs more.
/// </remarks>
public struct SplitMix64
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong state;

    /// <summary>Starts the sequence of a seed.</summary>
    /// <param name="seed">Any 64 bits.</param>
    public SplitMix64(ulong seed) => state = seed;

    /// <summary>Starts the sequence of a seed and a path of numbers: each path has a stream of its own.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="path">For instance the split, the kind of thing drawn and its index.</param>
    /// <returns>The generator at the start of that stream.</returns>
    public static SplitMix64 Stream(long seed, params ReadOnlySpan<long> path)
    {
        var key = Mix(unchecked((ulong)seed) + Golden);
        foreach (var step in path)
            key = Mix((key ^ unchecked((ulong)step)) + Golden);
        return new SplitMix64(key);
    }

    /// <summary>The next 64 bits.</summary>
    /// <returns>A number, uniform over all 2⁶⁴.</returns>
    public ulong Next() => Mix(state += Golden);

    /// <summary>The next integer in [0, bound).</summary>
    /// <param name="bound">The number of outcomes, positive.</param>
    /// <returns>An integer, uniform up to a bias of bound / 2⁶⁴.</returns>
    public long Next(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (long)Math.BigMul(Next(), (ulong)bound, out _);
    }

    /// <summary>The next real number in [0, 1).</summary>
    /// <returns>A multiple of 2⁻⁵³, uniform.</returns>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next real number in [low, high).</summary>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end.</param>
    /// <returns>A number, uniform.</returns>
    public double Uniform(double low, double high) => low + (high - low) * Uniform();

    /// <summary>The next bell-shaped number: mean 0, standard deviation 1, never beyond ±√12 ≈ 3.46.</summary>
    /// <returns>The centred sum of four uniform numbers over its standard deviation √(4/12) (Irwin–Hall).</returns>
    public double Bell() => (Uniform() + Uniform() + Uniform() + Uniform() - 2) * 1.7320508075688772;

    /// <summary>The next normally distributed number: mean 0, standard deviation 1.</summary>
    /// <returns>A number by the polar method, as exact as <see cref="Math.Log(double)"/> is on the machine.</returns>
    /// <remarks>Source: Marsaglia and Bray (1964), A convenient method for generating normal variables.</remarks>
    public double Normal()
    {
        while (true)
        {
            double u = Uniform(-1, 1), v = Uniform(-1, 1), s = u * u + v * v;
            if (s is > 0 and < 1) return u * Math.Sqrt(-2 * Math.Log(s) / s);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
