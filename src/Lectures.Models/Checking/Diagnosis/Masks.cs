using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>Tells what went wrong with the mask of a layer y = x m, m = 0 or a constant, such as dropout. A mask drawn
/// anew cannot be repeated, so it is recognised from the gradient that it left.</summary>
internal static class Masks
{
    /// <summary>What the wrong dx of such a layer points to; nothing for any other layer.</summary>
    public static IEnumerable<Suspicion> Suspect(LayerFindings finding)
    {
        if (finding.Results is not [{ Tensor: "input", Wrong: true, ByHand: { } dx } pair]) yield break;
        if (finding.Symptoms is not { Inputs: [{ } x], Outputs: [{ } y], OutputGradients: [{ } dy] }) yield break;
        if (!Same(x, y) || !Same(x, dy) || !Same(x, dx) || !IsMask(x, y)) yield break;
        var passed = dx.ne(0) & dy.ne(0);
        var sentence = (passed | dy.eq(0)).all().item<bool>()
            ? "dx is not 0 where the unit was dropped: the mask is not applied, dx = dy m."
            : (passed.eq(y.ne(0)) | x.eq(0) | dy.eq(0)).all().item<bool>()
                ? "dx has forward's mask, but another scale for what is kept: dx = dy m."
                : "The mask is drawn anew in backward: dx = dy m with the mask of forward, which must be kept.";
        yield return new(Cause.Mask, sentence, Misfit(pair, dy, passed));
    }

    /// <summary>How far dx is from c dy where something passed, for the c that fits best, and 0 elsewhere.</summary>
    private static double Misfit(GradientPair pair, Tensor dy, Tensor passed)
    {
        var through = dy * passed;
        var norm = through.square().sum().item<double>();
        return norm == 0 ? double.PositiveInfinity
            : Doctor.Misfit(pair, through * ((pair.ByHand! * through).sum().item<double>() / norm));
    }

    // y / x is 0 or one constant; a ReLU's is too, but there the sign of x decides.
    private static bool IsMask(Tensor x, Tensor y)
    {
        var factors = (y / x)[x.ne(0)];
        var kept = factors[factors.ne(0)];
        return kept.numel() > 0 && kept.numel() < factors.numel() && (kept - kept[0]).abs().max().item<double>() < 1e-6
            && (y.ne(0) & x.lt(0)).any().item<bool>();
    }

    private static bool Same(Tensor a, Tensor b) => a.is_floating_point() && a.shape.AsSpan().SequenceEqual(b.shape);
}
