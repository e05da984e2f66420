namespace Lectures.Runner.Tests.Commands;

public partial class ExerciseNotebookTests
{
    /// <summary>What a student has written in place of a line of the teacher's, and what the grader says of it.</summary>
    /// <param name="Exercise">The notebook.</param>
    /// <param name="Student">Who wrote it; one student makes several.</param>
    /// <param name="Instead">The teacher's words.</param>
    /// <param name="Written">The student's.</param>
    /// <param name="Test">The id of the test that fails.</param>
    /// <param name="Reason">What the student is told.</param>
    /// <param name="Also">The ids of other tests that must fail for it.</param>
    public sealed record Mistake(
        string Exercise, string Student, string Instead, string Written, string Test, string Reason, params string[] Also);

    private static readonly Mistake[] mistakes =
    [
        new("1-affine-sigmoid", "averages", "w.Accumulate(ε.t().mm(g));", "w.Accumulate(ε.t().mm(g) / g.size(0));",
            "test-affine-weights", "dW = dyᵀ x / N, a mean: the loss has divided by N already, dW = dyᵀ x is a sum. (explains it exactly)"),
        new("1-affine-sigmoid", "averages", "return dg * g * (1 - g);", "return dg.clone();",
            "test-sigmoid", "dh = dg: the derivative is missing, dh = dg g (1 − g). (explains it exactly)", "test-network"),
        new("1-affine-sigmoid", "averages", "return difference * dJ;", "return 2 * difference * dJ;",
            "test-loss", "dg = 2 (g − b): the ½ of J = ½ Σ (g − b)² takes the 2 away, dg = g − b. (explains it exactly)", "test-network"),
        new("1-affine-sigmoid", "averages", "wAbove[k][1 + j]).Sum() * gj * (1 - gj)", "wAbove[k][1 + j]).Sum()",
            "test-hidden-error", "ε of hidden units: at (0) expected -0.015, got -0.06."),
        new("1-affine-sigmoid", "forgets", "w0.Accumulate(ε.sum(dim: 0));", "",
            "test-affine-weights", "db is never given: db = Σₙ dyₙ. (explains it exactly)", "test-network"),
        new("1-affine-sigmoid", "forgets", "difference = Keep(g - b);", "difference = Keep(b - g);",
            "test-loss", "dg = b − g, the sign is wrong (the lecture's update adds what descent subtracts): dg = g − b."),
        new("1-affine-sigmoid", "forgets", "return dg * g * (1 - g);", "return dg * g.sigmoid() * (1 - g.sigmoid());",
            "test-sigmoid", "dh = dg σ(g) (1 − σ(g)), the function applied twice: dh = dg g (1 − g). (explains it exactly)"),
        new("1-affine-sigmoid", "forgets", "(gj - b[j]) * gj", "(b[j] - gj) * gj",
            "test-output-error", "ε of output units: at (0) expected -0.032, got 0.032; the sign is wrong."),
        new("1-affine-sigmoid", "forgets", "wAbove[k][1 + j])", "wAbove[k][j])",
            "test-hidden-error", "ε of hidden units: at (0) expected -0.015, got -0.225."),
        new("1-affine-sigmoid", "forgets", "wj[0] + g.Select", "g.Select",
            "test-forward", "h: at (0) expected 2, got 1.9."),

        new("2-softmax-dropout", "misses", "return dg * (h > 0).to(ScalarType.Float64);", "return dg.clone();",
            "test-relu-gradient", "y = relu(x): dx = dy everywhere: dx = dy [x > 0]. (explains it exactly)"),
        new("2-softmax-dropout", "misses", "(p - onehot) / p.size(0) * dJ", "(p - onehot) * dJ",
            "test-loss-gradient", "dz = p − onehot(t), the gradient of a sum: the loss is a mean, dz = (p − onehot(t)) / N. (explains it exactly)"),
        new("2-softmax-dropout", "misses", "var shifted = z - z.amax([1], keepdim: true);", "var shifted = z;",
            "test-overflow", "J for scores of 1000: expected 0.5032044, got NaN."),
        new("2-softmax-dropout", "misses", "return dy * m;", "return dy * Draw(dy);",
            "test-dropout-gradient", "The mask is drawn anew in backward: dx = dy m with the mask of forward, which must be kept. (explains it exactly)"),
        new("2-softmax-dropout", "misses", "full_like(x, 1 - p)", "full_like(x, p)",
            "test-recognition", "y in recognition: at (0) expected -0.75, got -0.25; it is 1/3 of what is expected."),
        new("2-softmax-dropout", "keeps", "this.h = Keep(h);", "this.h ??= h.detach().clone().DetachFromDisposeScope();",
            "test-relu-gradient", "Backward uses values of an earlier forward, x of then and not of now: what forward computes must be kept anew each time."),
        new("2-softmax-dropout", "keeps", "p = Keep(logp.exp());", "p = Keep(z.softmax(0));",
            "test-loss-gradient", "p sums to 1 over the patterns and not over the classes: dz = (p − onehot(t)) / N with p = softmax(z) over K. (explains it exactly)"),
        new("2-softmax-dropout", "keeps", "return dy * m;", "return dy.clone();",
            "test-dropout-gradient", "dx is not 0 where the unit was dropped: the mask is not applied, dx = dy m. (explains it exactly)"),

        new("3-convolution", "averages", "b.Accumulate(dy.sum([0L, 2, 3]));", "b.Accumulate(dy.mean([0L, 2, 3]));",
            "test-convolution-weights", "db is the mean of dy over patterns and pixels: every pixel adds to db = Σₙₚ dy(p). (explains it exactly)"),
        new("3-convolution", "averages", "zeros_like(windows).scatter(-1, places, dy.unsqueeze(-1))",
            "dy.unsqueeze(-1).expand(windows.shape).clone()",
            "test-pooling-gradient", "dy goes to every pixel of the window: dy(p) belongs to the window's maximum alone. (explains it exactly)",
            "test-tie"),
        new("3-convolution", "turns", "einsum(\"nohw,oc->nchw\", dy, At(i, j))",
            "einsum(\"nohw,oc->nchw\", dy, At((int)w.Value.size(2) - 1 - i, (int)w.Value.size(3) - 1 - j))",
            "test-convolution-input", "dx(q) = Σ W(i) dy(q − i), the kernel turned by 180°. (explains it exactly)"),
        new("3-convolution", "turns", "zeros_like(windows).scatter(-1, places, dy.unsqueeze(-1))",
            "(windows == windows.amax([-1], keepdim: true)).to(dy.dtype) * dy.unsqueeze(-1)",
            "test-tie", "dx (the first maximum alone gets dy): at (0, 3) expected 0, got -4."),

        new("4-recurrent", "stays", "later = da.mm(u.Value);", "",
            "test-input", "the step after gives nothing: dhₜ = dyₜ + daₜ₊₁ W_hh. (explains it exactly)",
            "test-input-weights", "test-recurrent-weights"),
        new("4-recurrent", "turns", "later = da.mm(u.Value);", "later = da.mm(u.Value.t());",
            "test-input", "dhₜ₋₁ = daₜ W_hhᵀ, the product of forward: the way back is dhₜ₋₁ = daₜ W_hh. (explains it exactly)",
            "test-input-weights", "test-recurrent-weights"),
        new("4-recurrent", "shifts", "if (t > 0) u.Accumulate(da.t().mm(g[t - 1]));", "u.Accumulate(da.t().mm(g[t]));",
            "test-recurrent-weights", "dW_hh = Σₜ daₜᵀ hₜ, a step too late: aₜ was made of the state before, dW_hh = Σₜ daₜᵀ hₜ₋₁."),

        new("5-self-attention", "scales", "var scaled = ds / Math.Sqrt(q.size(2));", "var scaled = ds;",
            "test-scores-gradient", "a factor √3 is missing or too many. (explains it exactly)", "test-attention-gradient"),
        new("5-self-attention", "scales", "return a * (da - (da * a).sum(-1L, keepdim: true));", "return da * a * (1 - a);",
            "test-softmax-gradient", "dz = dp p (1 − p), the Jacobian's diagonal alone: each zₖ moves every p, dz = p (dp − Σₖ dpₖ pₖ).",
            "test-attention-gradient"),
        new("5-self-attention", "scales", "a.transpose(1, 2).bmm(dz)", "a.bmm(dz)",
            "test-mix-gradient", "MixLayer: the gradient that comes in is right, input[1] is wrong.", "test-attention-gradient"),
        new("5-self-attention", "leaves", "q.Backward(dqk[0]) + k.Backward(dqk[1]) + v.Backward(dv)",
            "q.Backward(dqk[0]) + v.Backward(dv)",
            "test-attention-gradient", "dx lacks the path through k: dx is the sum over all paths from x to the loss. (explains it exactly)"),
    ];
}
