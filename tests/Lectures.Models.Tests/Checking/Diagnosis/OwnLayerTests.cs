using Lectures.Models.Checking;
using Lectures.Models.Checking.Diagnosis;
using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Tests.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking.Diagnosis;

/// <summary>The doctor on layers that the library does not know, wrong as a learner writes them.</summary>
public class OwnLayerTests
{
    // In the middle of a chain: affine (4 → 5), own (5 → 5 or 5 → 6), affine (→ 3), on 7 patterns.
    private static Tensor W => Parts.X(6, 5);

    private static Tensor Square => Parts.X(5, 5);

    private static readonly Dictionary<string, (Cause Cause, Func<Layer> Make)> all = new()
    {
        ["affine, dW transposed"] = (Cause.Transposed,
            () => Affine(v => (v.Dy.mm(v.W), v.X.t().mm(v.Dy).reshape(v.W.shape), v.Dy.sum(dim: 0)))),
        ["affine, dW transposed, square"] = (Cause.Transposed,
            () => new OwnPair("w", Square, Parts.X(5), Linear,
            v => (v.Dy.mm(v.W), v.X.t().mm(v.Dy), v.Dy.sum(dim: 0)))),
        ["affine, dW averaged"] = (Cause.SumOrMean,
            () => Affine(v => (v.Dy.mm(v.W), v.Dy.t().mm(v.X) / v.X.size(0), v.Dy.sum(dim: 0)))),
        ["affine, dW and db averaged"] = (Cause.SumOrMean,
            () => Affine(v => (v.Dy.mm(v.W), v.Dy.t().mm(v.X) / v.X.size(0), v.Dy.mean([0])))),
        ["affine, dW twice and db forgotten"] = (Cause.Factor,
            () => Affine(v => (v.Dy.mm(v.W), 2 * v.Dy.t().mm(v.X), null))),
        ["affine, dW in other places"] = (Cause.Permuted,
            () => Affine(v => (v.Dy.mm(v.W), v.Dy.t().mm(v.X).flip(0), v.Dy.sum(dim: 0)))),
        ["affine, dW never given"] = (Cause.Zero, () => Affine(v => (v.Dy.mm(v.W), null, v.Dy.sum(dim: 0)))),
        ["affine, dW zero"] = (Cause.Zero, () => Affine(v => (v.Dy.mm(v.W), zeros_like(v.W), v.Dy.sum(dim: 0)))),
        ["affine, dx never given"] = (Cause.Zero, () => Affine(v => (null, v.Dy.t().mm(v.X), v.Dy.sum(dim: 0)))),
        ["affine, db over the wrong axis"] = (Cause.WrongAxis,
            () => Affine(v => (v.Dy.mm(v.W), v.Dy.t().mm(v.X), v.Dy.sum(1L).sum().expand(v.B.shape).clone()))),
        ["affine with W (I,O), dW averaged"] = (Cause.SumOrMean,
            () => new OwnPair("w", Parts.X(5, 6), Parts.X(6), (x, w, b) => x.mm(w) + b,
            v => (v.Dy.mm(v.W.t()), v.X.t().mm(v.Dy) / 7, v.Dy.sum(dim: 0)))),
        ["affine and tanh, derivative missing"] = (Cause.DerivativeMissing, () => AffineTanh(v => v.Dy)),
        ["affine and tanh, derivative of the pre-activation"] = (Cause.DerivativeAtWrongPlace,
            () => AffineTanh(v => v.Dy * (1 - Linear(v.X, v.W, v.B).square()))),
        ["sigmoid, derivative missing"] = (Cause.DerivativeMissing,
            () => new OwnFunction(x => x.sigmoid(), (x, y, dy) => dy.clone())),
        ["sigmoid, dy left out"] = (Cause.TermMissing,
            () => new OwnFunction(x => x.sigmoid(), (x, y, dy) => y * (1 - y))),
        ["affine, no bias in forward"] = (Cause.TermMissing,
            () => new OwnPair("w", W, Parts.X(6), (x, w, b) => x.mm(w.t()),
            v => (v.Dy.mm(v.W), v.Dy.t().mm(v.X), v.Dy.sum(dim: 0)))),
        ["sigmoid, derivative of x"] = (Cause.DerivativeAtWrongPlace,
            () => new OwnFunction(x => x.sigmoid(), (x, y, dy) => dy * x * (1 - x))),
        ["sigmoid, applied twice"] = (Cause.DerivativeAtWrongPlace,
            () => new OwnFunction(x => x.sigmoid(), (x, y, dy) => dy * y.sigmoid() * (1 - y.sigmoid()))),
        ["sigmoid, derivative of tanh"] = (Cause.OtherDerivative,
            () => new OwnFunction(x => x.sigmoid(), (x, y, dy) => dy * (1 - y * y))),
        ["tanh, derivative of x"] = (Cause.DerivativeAtWrongPlace,
            () => new OwnFunction(x => x.tanh(), (x, y, dy) => dy * (1 - x * x))),
        ["relu, derivative missing"] = (Cause.DerivativeMissing,
            () => new OwnFunction(x => x.relu(), (x, y, dy) => dy.clone())),
        ["swish, derivative missing"] = (Cause.DerivativeMissing,
            () => new OwnFunction(Swish, (x, y, dy) => dy.clone())),
        ["swish, one term missing"] = (Cause.TermMissing, () => new OwnFunction(Swish, (x, y, dy) => dy * x.sigmoid())),
        ["swish, the other term missing"] = (Cause.TermMissing,
            () => new OwnFunction(Swish, (x, y, dy) => dy * y * (1 - x.sigmoid()))),
        ["swish, derivative at the output"] = (Cause.DerivativeAtWrongPlace,
            () => new OwnFunction(Swish, (x, y, dy) => dy * (y.sigmoid() + y * y.sigmoid() * (1 - y.sigmoid())))),
        ["x sin x, sign"] = (Cause.Factor,
            () => new OwnFunction(x => x * x.sin(), (x, y, dy) => -dy * (x.sin() + x * x.cos()))),
        ["softmax, diagonal Jacobian"] = (Cause.SoftmaxDiagonal,
            () => new OwnFunction(x => x.softmax(-1), (x, y, dy) => dy * y * (1 - y))),
        ["layer norm, statistics constant"] = (Cause.StatisticsConstant,
            () => new OwnFunction(Normal, (x, y, dy) => dy / Deviation(x))),
        ["layer norm with weights, statistics constant"] = (Cause.StatisticsConstant,
            () => new OwnPair("w", Parts.X(5), Parts.X(5), (x, w, b) => Normal(x) * w + b,
            v => (v.Dy * v.W / Deviation(v.X), (v.Dy * Normal(v.X)).sum(dim: 0), v.Dy.sum(dim: 0)))),
        ["x kept at the first forward"] = (Cause.StaleCache, () => new OwnStale(W)),
        ["a sum of its own over all calls"] = (Cause.Accumulated, () => new OwnSum(W)),
        ["dropout, a new mask"] = (Cause.Mask, () => new OwnDropout((dy, mask, fresh) => dy * fresh)),
        ["dropout, no mask"] = (Cause.Mask, () => new OwnDropout((dy, mask, fresh) => dy.clone())),
        ["dropout, not scaled"] = (Cause.Mask, () => new OwnDropout((dy, mask, fresh) => dy * mask.ne(0))),
        ["residual, the path past is missing"] = (Cause.TermMissing,
            () => new OwnPair("w", Square, Parts.X(5), (x, w, b) => x + Linear(x, w, b).tanh(), v => Residual(v, 0))),
        ["residual, the path through is missing"] = (Cause.TermMissing,
            () => new OwnFunction(x => x + (2 * x).sin(), (x, y, dy) => 2 * dy * (2 * x).cos())),
        ["fork, a path not added"] = (Cause.TermMissing, () => Fork((first, second, dy) =>
        {
            second.Backward(dy);
            return first.Backward(dy);
        })),
        ["fork, a path never called"] = (Cause.TermMissing, () => Fork((first, second, dy) => first.Backward(dy))),
    };

    // y_t = x_t + y_{t−1}/2 over the middle axis of (N,T,E)
    private static readonly Dictionary<string, (Cause Cause, Func<Layer> Make)> scans = new()
    {
        ["scan, the last steps of the loop missing"] = (Cause.TimeTruncated,
            () => Scan((dy, dx) => dx.narrow(1, 0, 1).zero_())),
        ["scan, shifted by one"] = (Cause.TimeShifted, () => Scan((dy, dx) => dx.copy_(dx.roll(1, 1)))),
        ["scan, truncated after one step"] = (Cause.TimeTruncated, () => Scan((dy, dx) => dx.copy_(Truncated(dy)))),
        ["scan, the recurrent path missing"] = (Cause.TermMissing, () => Scan((dy, dx) => dx.copy_(dy))),
    };

    private static IEnumerable<TestCaseData> All => from named in all
                                                    from seed in new[] { 1, 2, 3 }
                                                    select new TestCaseData(named.Key, seed);

    private static IEnumerable<string> Scans => scans.Keys;

    [TestCaseSource(nameof(All))]
    public void Is_caught_in_the_right_layer_for_the_right_reason(string name, int seed)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        var own = all[name].Make();
        var width = own is OwnStale or OwnSum || own.Weights.Any(weight => weight.Weight.Value.shape.Contains(6))
            ? 6 : 5;
        using var tree = new Sequence(("before", Parts.Affine(4, 5)), ("own", own), ("squash", new Tanh()),
            ("after", Parts.Affine(width, 3)));
        Judge(GradientCheck.Run(tree, [Parts.X(7, 4)], new() { Seed = seed }), all[name].Cause);
    }

    [TestCaseSource(nameof(Scans))]
    public void Over_time_too(string name)
    {
        using var scope = NewDisposeScope();
        using var tree = new Sequence(("before", Parts.Affine(3, 2)), ("own", scans[name].Make()),
            ("after", new Tanh()));
        Judge(GradientCheck.Run(tree, [Parts.X(3, 5, 3)]), scans[name].Cause);
    }

    [Test]
    public void An_Elman_layer_with_one_bias_is_recognised()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        foreach (var (layer, cause) in ((OwnElman, Cause)[])[
            (new((dh, h, u) => (Slope(dh, h), zeros_like(dh))), Cause.TermMissing),
            (new((dh, h, u) => (Slope(dh, h), Slope(dh, h).mm(u.t()))), Cause.Transposed),
            (new((dh, h, u) => (dh, dh.mm(u))), Cause.DerivativeMissing)])
            using (layer)
            {
                var diagnosis = GradientCheck.Run(layer, [Parts.X(5, 2, 3)]).Diagnoses.Single();
                Assert.That(diagnosis.Cause, Is.EqualTo(cause), $"{diagnosis}");
                Assert.That(diagnosis.Suspicions[0].Sentence, Does.StartWith("hₜ = tanh(W_ih xₜ + W_hh hₜ₋₁ + b): "));
                Assert.That(diagnosis.Suspicions[0].Explains, Is.True);
            }

        static Tensor Slope(Tensor dh, Tensor h) => dh * (1 - h * h);
    }

    [Test]
    public void A_loss_is_recognised_by_what_it_computes()
    {
        using var scope = NewDisposeScope();
        var classes = tensor(new long[] { 0, 2, 1, 1, 0 });
        foreach (var (loss, target, cause, sentence) in ((Loss, Tensor, Cause, string)[])[
            (new OwnLoss((z, t) => nn.functional.cross_entropy(z, t), (z, t) => z.softmax(1) / 5), classes,
                Cause.TermMissing, "L = −(1/N) Σₙ log softmax(z)ₙ,ₜₙ: dz = p / N, −1 at the right class is missing"),
            (new OwnLoss((g, b) => (g - b).square().sum() / 2, (g, b) => b - g), Parts.X(5, 3),
                Cause.Factor, "J = ½ Σ (g − b)²: dg = b − g, the sign is wrong")])
            using (loss)
            {
                var report = GradientCheck.Run(loss, [Parts.X(5, 3), target]);
                Assert.That(report.Diagnoses.Single().Cause, Is.EqualTo(cause), $"{report}");
                Assert.That(report.Diagnoses[0].Suspicions[0].Sentence, Does.StartWith(sentence));
                Assert.That(report.Diagnoses[0].Suspicions[0].Explains, Is.True);
            }
    }

    [Test]
    public void Two_mistakes_are_both_found_the_one_nearer_the_loss_first()
    {
        using var scope = NewDisposeScope();
        using var tree = new Sequence(
            ("hidden", new OwnPair("w", Parts.X(6, 4), Parts.X(6), Linear,
                v => (v.Dy.mm(v.W), v.Dy.t().mm(v.X) / 7, v.Dy.sum(dim: 0)))),
            ("middle", new Tanh()),
            ("squash", new OwnFunction(x => x.sigmoid(), (_, _, dy) => dy.clone())),
            ("after", Parts.Affine(6, 3)));
        var report = GradientCheck.Run(tree, [Parts.X(7, 4)]);
        Assert.That(report.Diagnoses.Select(diagnosis => (diagnosis.Layer, diagnosis.Cause, diagnosis.IncomingIsRight)),
            Is.EqualTo(new[] { ("squash", Cause.DerivativeMissing, true), ("hidden", Cause.SumOrMean, false) }),
                $"{report}");
    }

    [Test]
    public void The_first_layer_can_be_to_blame_and_the_last_one_and_the_root()
    {
        using var scope = NewDisposeScope();
        foreach (var place in new[] { 0, 1, 2 })
        {
            using var tree = new Sequence(Enumerable.Range(0, 3).Select(i => i == place
                ? new OwnFunction(x => x.sin(), (x, _, dy) => -dy * x.cos())
                    : (GeneralLayer)new OwnFunction(x => x.sin(), (x, _, dy) => dy * x.cos())));
            Assert.That(GradientCheck.Run(tree, [Parts.X(3, 5)]).Diagnoses.Select(diagnosis => diagnosis.Layer),
                Is.EqualTo(new[] { $"{place}" }));
        }
        using var root = new OwnFunction(x => x.sin(), (x, _, dy) => -dy * x.cos());
        Assert.That(GradientCheck.Run(root, [Parts.X(3, 5)]).Diagnoses.Select(diagnosis => diagnosis.Layer),
            Is.EqualTo(new[] { "" }));
    }

    private static void Judge(GradientReport report, Cause cause)
    {
        Assert.That(report.Passed, Is.False);
        Assert.That(report.Diagnoses.Select(diagnosis => diagnosis.Layer), Is.EqualTo(new[] { "own" }), $"{report}");
        Assert.That(report.Diagnoses[0].Cause, Is.EqualTo(cause), $"{report}");
        Assert.That(report.Diagnoses[0].Suspicions[0].Explains, Is.True, $"{report}");
    }

    private static OwnPair Affine(Func<OwnPair.Values, (Tensor?, Tensor?, Tensor?)> backward) =>
        new("w", W, Parts.X(6), Linear, backward);

    private static OwnPair AffineTanh(Func<OwnPair.Values, Tensor> dz) => Affine(
        (x, w, b) => Linear(x, w, b).tanh(), v => (dz(v).mm(v.W), dz(v).t().mm(v.X), dz(v).sum(dim: 0)));

    private static OwnPair Affine(Func<Tensor, Tensor, Tensor, Tensor> forward,
        Func<OwnPair.Values, (Tensor?, Tensor?, Tensor?)> backward) =>
        new("w", W, Parts.X(6), forward, backward);

    private static (Tensor?, Tensor?, Tensor?) Residual(OwnPair.Values v, double past)
    {
        var dz = v.Dy * (1 - (v.Y - v.X).square());
        return (past * v.Dy + dz.mm(v.W), dz.t().mm(v.X), dz.sum(dim: 0));
    }

    private static OwnFork Fork(Func<Layer, Layer, Tensor, Tensor?> backward) =>
        new(Parts.Affine(5, 5), Parts.Affine(5, 5), backward);

    private static OwnFunction Scan(Action<Tensor, Tensor> spoil)
    {
        return new(Forward, (x, y, dy) =>
        {
            var dx = dy.clone();
            for (var t = dx.size(1) - 2; t >= 0; t--) dx.narrow(1, t, 1).add_(dx.narrow(1, t + 1, 1) / 2);
            spoil(dy, dx);
            return dx;
        });

        static Tensor Forward(Tensor x)
        {
            var steps = new List<Tensor> { x.narrow(1, 0, 1) };
            for (var t = 1; t < x.size(1); t++) steps.Add(x.narrow(1, t, 1) + steps[^1] / 2);
            return cat(steps, 1);
        }
    }

    private static Tensor Truncated(Tensor dy)
    {
        var dx = dy.clone();
        dx.narrow(1, 0, dy.size(1) - 1).add_(dy.narrow(1, 1, dy.size(1) - 1) / 2);
        return dx;
    }

    private static Tensor Linear(Tensor x, Tensor w, Tensor b) => x.mm(w.t()) + b;

    private static Tensor Swish(Tensor x) => x * x.sigmoid();

    private static Tensor Deviation(Tensor x) => (x.var([-1], unbiased: false, keepdim: true) + 1e-5).sqrt();

    private static Tensor Normal(Tensor x) => (x - x.mean([-1], keepdim: true)) / Deviation(x);
}
