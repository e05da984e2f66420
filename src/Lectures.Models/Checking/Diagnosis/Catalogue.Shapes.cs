using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;

namespace Lectures.Models.Checking.Diagnosis;

// y = x in another shape, with noise, or through layers:   dx = dy, back through each
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Shapes =>
    [
        Mistake.In<Flatten>("flatten-channels-last", Cause.Permuted,
            "dx takes dy as (N, H, W, C), channels last, but forward laid out (N, C, H, W): dx = dy in"
            + " forward's order.",
            (_, s) => s.X.dim() != 4 ? null
                : Input(s.Dy.reshape(s.X.permute(0, 2, 3, 1).shape).permute(0, 3, 1, 2).contiguous())),
        Mistake.In<Flatten>("flatten-sides-swapped", Cause.Permuted,
            "dx takes dy as (N, C, W, H), height and width swapped, but forward laid out (N, C, H, W): dx"
            + " = dy in forward's order.",
            (_, s) => s.X.dim() != 4 ? null
                : Input(s.Dy.reshape(s.X.transpose(2, 3).shape).transpose(2, 3).contiguous())),
        Mistake.In<Flatten>("flatten-patterns-last", Cause.Permuted,
            "dx takes dy as (I, N), features first, but forward laid out (N, I): dx = dy in forward's order.",
            (_, s) => Input(s.Dy.t().reshape(s.X.shape))),
        Mistake.In<Noise>("noise-scaled", Cause.Factor,
            "dx = s dy, the derivative for the noise and not for x: y = x + s n, dx = dy.",
            (noise, s) => Input(s.Dy * noise.Deviation)),
        Mistake.In<Noise>("noise-input-forgotten", Cause.Zero,
            "dx is never given, as if the noisy input were a constant: y = x + s n, dx = dy.",
            (_, _) => Input(null)),
        Mistake.In<Sequence>("sequence-input-forgotten", Cause.Zero,
            "The first layer's dx is not returned: dx of a sequence is that of its first layer.",
            (_, s) => s.X.is_floating_point() ? Input(null) : null),
    ];
}
