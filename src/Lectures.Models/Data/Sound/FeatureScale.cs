using static TorchSharp.torch;

namespace Lectures.Models.Data.Sound;

/// <summary>Mean and deviation of every feature in a training set, which all other data are scaled by too.</summary>
/// <param name="Mean">μ, one per feature.</param>
/// <param name="Deviation">σ, one per feature, positive.</param>
public sealed record FeatureScale(float[] Mean, float[] Deviation)
{
    /// <summary>The scale of some frames; a feature that never changes has deviation 1.</summary>
    /// <param name="frames">(N, I), floating point.</param>
    public static FeatureScale Of(Tensor frames)
    {
        Expect.Shape(frames, ["N", "I"]);
        using var scope = NewDisposeScope();
        var wide = frames.to(ScalarType.Float64);
        var mean = wide.mean([0]);
        var deviation = (wide - mean).square().mean([0]).sqrt();
        deviation = deviation.masked_fill(deviation < 1e-6, 1);
        return new(Floats(mean), Floats(deviation));
    }

    /// <summary>(x − μ) / σ.</summary>
    /// <param name="x">(…, I), float32.</param>
    /// <returns>Shaped like x, in the caller's dispose scope.</returns>
    public Tensor Apply(Tensor x)
    {
        Expect.LastDimension(x, Mean.Length);
        using var scope = NewDisposeScope();
        return (x - tensor(Mean)).div_(tensor(Deviation)).MoveToOuterDisposeScope();
    }

    private static float[] Floats(Tensor values) => values.to(ScalarType.Float32).data<float>().ToArray();
}
