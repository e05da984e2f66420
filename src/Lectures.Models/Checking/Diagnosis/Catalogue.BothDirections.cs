using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// y = [f(x) reverse(f'(reverse(x)))]:   dx = f′ dy₁ + reverse(f'′ reverse(dy₂))
public static partial class Catalogue
{
    private static IEnumerable<Mistake> BothDirections =>
    [
        Mistake.InWhole<RecurrentStack>("both-directions-not-turned", Cause.Permuted,
            "The reverse layer receives dy in the order of reading: its first step is the last one, dy₂ is turned round before.",
            (stack, s) => Both(stack, s, turnIn: dy => dy)),
        Mistake.InWhole<RecurrentStack>("both-directions-not-turned-back", Cause.Permuted,
            "dx of the reverse layer is added in its own order: it is turned round again, dx = dx₁ + reverse(dx₂).",
            (stack, s) => Both(stack, s, turnOut: dx => dx)),
        Mistake.InWhole<RecurrentStack>("both-directions-reverse-path", Cause.TermMissing,
            "dx is that of the forward direction alone: both read x, dx = dx₁ + reverse(dx₂).",
            (stack, s) => Both(stack, s, turnOut: dx => zeros_like(dx))),
        Mistake.InWhole<RecurrentStack>("both-directions-swapped", Cause.Permuted,
            "The two halves of dy go to each other's direction: y = [forward, reverse], and so does dy.",
            (stack, s) => Both(stack, s, swapped: true)),
    ];

    /// <summary>The backward of a stack that reads in both directions, from state 0; null for another.</summary>
    private static Tensor?[]? Both(
        RecurrentStack stack, Symptoms s, Func<Tensor, Tensor>? turnIn = null, Func<Tensor, Tensor>? turnOut = null, bool swapped = false)
    {
        if (!stack.Children.Any(child => child.Name == "l0_reverse") || s.Inputs.Skip(1).Any(state => state is not null)) return null;
        var dy = s.Dy.transpose(0, 1);                                       // (T,N,2·H)
        for (var k = stack.Children.Count - 2; k >= 0; k -= 2)
        {
            var parts = dy.chunk(2, -1);
            if (swapped) Array.Reverse(parts);
            dy = Cell(k, parts[0]) + (turnOut ?? Reverse)(Cell(k + 1, (turnIn ?? Reverse)(parts[1])));
        }
        return [dy.transpose(0, 1), .. s.Inputs.Skip(1).Select(_ => (Tensor?)null)];

        Tensor Cell(int k, Tensor part) =>
            stack.Children[k].Layer.Backward([part, .. s.OutputGradients[1..].Select(last => last?[k])])[0]!;
    }

    private static Tensor Reverse(Tensor x) => x.flip(0);
}
