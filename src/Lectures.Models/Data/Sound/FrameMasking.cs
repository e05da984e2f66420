using static TorchSharp.torch;

namespace Lectures.Models.Data.Sound;

/// <summary>Blanks out a random stretch of time and a random stretch of bands of every recording while a model learns,
/// so that it relies on no single one.</summary>
/// <param name="Steps">The most time steps that are blanked out.</param>
/// <param name="Bands">The most bands that are blanked out.</param>
/// <remarks>What is blanked out is 0, the mean. Source: Park et al. (2019), SpecAugment, without its
/// warping.</remarks>
public sealed record FrameMasking(int Steps = 12, int Bands = 8)
{
    /// <summary>The frames, some blanked out.</summary>
    /// <param name="x">(N, T, I), floating point, mean 0.</param>
    /// <param name="random">Decides which.</param>
    /// <returns>(N, T, I), in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public Tensor Apply(Tensor x, Generator random)
    {
        Expect.Shape(x, ["N", "T", "I"]);
        using var scope = NewDisposeScope();
        var time = Kept(x.size(1), Steps).unsqueeze(2);                      // (N,T,1)
        var bands = Kept(x.size(2), Bands).unsqueeze(1);                     // (N,1,I)
        return x.mul(time).mul_(bands).MoveToOuterDisposeScope();

        // 0 from a place u to u + w, w uniform in [0, most], else 1
        Tensor Kept(long places, int most)
        {
            var width = (rand(x.size(0), 1, x.dtype, generator: random) * (Math.Min(most, places) + 1)).floor();
            var begin = (rand(x.size(0), 1, x.dtype, generator: random) * (places - width + 1)).floor();
            var place = arange(places, x.dtype);
            return ((place < begin) | (place >= begin + width)).to(x.dtype);
        }
    }
}
