using Lectures.Models.Layers;
using Lectures.Models.Optimizers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Optimizers;

/// <summary>Keras 3's formulas, one number at a time in plain doubles.</summary>
public class KerasConventionTests
{
    private const double Mu = 0.9;

    /// <summary>The next weight from weight, gradient, rate, step (from 1) and two numbers of state.</summary>
    private delegate double Formula(double w, double g, double rate, int t, ref double a, ref double b);

    private static readonly (OptimizerOptions Options, double Rate, Formula Formula)[] cases =
    [
        (new() { Kind = OptimizerKind.Sgd }, 0.01,
            (double w, double g, double rate, int t, ref double a, ref double b) => w - rate * g),
        (new() { Kind = OptimizerKind.Sgd, Momentum = Mu, WeightDecay = 0.2 }, 0.01,
            (double w, double g, double rate, int t, ref double a, ref double b) =>
            {
                a = Mu * a - rate * g;
                return w - rate * 0.2 * w + a;
            }),
        (new() { Kind = OptimizerKind.Sgd, Momentum = Mu, Nesterov = true }, 0.01,
            (double w, double g, double rate, int t, ref double a, ref double b) =>
            {
                a = Mu * a - rate * g;
                return w + Mu * a - rate * g;
            }),
        (new() { Kind = OptimizerKind.RmsProp }, 0.001,
            (double w, double g, double rate, int t, ref double a, ref double b) =>
            {
                a = 0.9 * a + 0.1 * g * g;
                return w - rate * g / Math.Sqrt(a + 1e-7);
            }),
        (new() { Kind = OptimizerKind.RmsProp, Momentum = Mu, Alpha = 0.8, Epsilon = 1e-3 }, 0.001,
            (double w, double g, double rate, int t, ref double a, ref double b) =>
            {
                a = 0.8 * a + 0.2 * g * g;
                b = Mu * b + rate * g / Math.Sqrt(a + 1e-3);
                return w - b;
            }),
        (new() { Kind = OptimizerKind.Adam }, 0.001,
            (double w, double g, double rate, int t, ref double a, ref double b) =>
                w + Adam(g, rate, t, ref a, ref b)),
        (new() { Kind = OptimizerKind.AdamW }, 0.001,
            (double w, double g, double rate, int t, ref double a, ref double b) =>
                w - rate * 0.004 * w + Adam(g, rate, t, ref a, ref b)),
    ];

    /// <remarks>Gradients from 1e-6 to 1e2, another rate at half time; 1e-13: 50 steps of a few roundings.</remarks>
    [Test]
    public void Fifty_steps_are_Keras3s([Range(0, 6)] int index)
    {
        using var scope = NewDisposeScope();
        var (options, rate, formula) = cases[index];
        var random = new Random(3);
        var w = new double[9];
        for (var i = 0; i < w.Length; i++) w[i] = random.NextDouble() - 0.5;
        double[] a = new double[9], b = new double[9], g = new double[9];
        using var weight = new Weight(tensor(w));
        using var optimizer = (options with { Convention = OptimizerConvention.Keras }).Create([weight]);
        Assert.That(optimizer.Rate, Is.EqualTo(rate));
        for (var t = 1; t <= 50; t++)
        {
            if (t == 25) optimizer.Rate = rate /= 3;
            for (var i = 0; i < w.Length; i++)
            {
                g[i] = (random.NextDouble() - 0.5) * Math.Pow(10, i - 6);
                w[i] = formula(w[i], g[i], rate, t, ref a[i], ref b[i]);
            }
            weight.ZeroGradient();
            weight.Accumulate(tensor(g));
            optimizer.Step();
        }
        Assert.That(weight.Value.data<double>().ToArray(), Is.EqualTo(w).Within(1e-13));
    }

    private static double Adam(double g, double rate, int t, ref double m, ref double v)
    {
        m += 0.1 * (g - m);
        v += 0.001 * (g * g - v);
        var alpha = rate * Math.Sqrt(1 - Math.Pow(0.999, t)) / (1 - Math.Pow(0.9, t));
        return -alpha * m / (Math.Sqrt(v) + 1e-7);
    }
}
