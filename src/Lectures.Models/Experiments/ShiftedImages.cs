using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>Images moved a little: a reader sees the same digit, a network may not.</summary>
public static class ShiftedImages
{
    /// <summary>Images moved, with 0 where nothing was.</summary>
    /// <param name="x">Shape (N,C,H,W).</param>
    /// <param name="down">Pixels downwards; negative for upwards.</param>
    /// <param name="right">Pixels to the right; negative for to the left.</param>
    /// <returns>(N,C,H,W), in the caller's dispose scope.</returns>
    public static Tensor Shift(Tensor x, int down, int right)
    {
        using var scope = NewDisposeScope();
        var (height, width, most) = (x.size(2), x.size(3), Math.Max(Math.Abs(down), Math.Abs(right)));
        var padded = nn.functional.pad(x, [most, most, most, most]);       // (N, C, H + 2 most, W + 2 most)
        return padded.narrow(2, most - down, height).narrow(3, most - right, width).MoveToOuterDisposeScope();
    }

    /// <summary>The share of images recognised after they moved by some pixels, mean of four directions.</summary>
    /// <param name="predict">Images (N,C,H,W) → scores (N,K), in recognition.</param>
    /// <param name="batch">The images (N,C,H,W) and their classes (N).</param>
    /// <param name="pixels">How far, at least 0.</param>
    public static double Accuracy(Func<Tensor, Tensor> predict, Batch batch, int pixels)
    {
        using var off = no_grad();
        (int Down, int Right)[] ways = [(pixels, 0), (-pixels, 0), (0, pixels), (0, -pixels)];
        return ways.Distinct().Average(way => Recognised(way.Down, way.Right));

        double Recognised(int down, int right)
        {
            using var scope = NewDisposeScope();
            var guesses = predict(Shift(batch.Inputs[0]!, down, right)).argmax(-1);
            return (guesses == batch.Target).to(ScalarType.Float64).mean().item<double>();
        }
    }
}
