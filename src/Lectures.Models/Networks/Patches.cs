using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>Images as sequences of square patches, row by row.</summary>
public static class Patches
{
    /// <summary>Cuts images into patches.</summary>
    /// <param name="images">(N,C,H,W).</param>
    /// <param name="size">Rows and columns p of a patch, a divisor of H and W.</param>
    /// <returns>(N, T, I) with T = HW/p², I = Cp².</returns>
    /// <exception cref="ArgumentException">The images are not (N,C,H,W), or p divides not H or not W.</exception>
    public static Tensor Of(Tensor images, long size)
    {
        Expect.Shape(images, ["N", "C", "H", "W"]);
        long channels = images.size(1), height = images.size(2), width = images.size(3);
        Expect.Divisor(size, height);
        Expect.Divisor(size, width);
        using var scope = NewDisposeScope();
        return images.reshape(-1, channels, height / size, size, width / size, size)
            .permute(0, 2, 4, 1, 3, 5)                                       // (N,H/p,W/p,C,p,p)
            .reshape(images.size(0), -1, channels * size * size)             // (N,T,I)
            .MoveToOuterDisposeScope();
    }
}
