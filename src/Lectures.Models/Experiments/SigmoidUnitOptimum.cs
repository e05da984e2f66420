using Lectures.Models.Data.Planes;
using Lectures.Models.Literal;

namespace Lectures.Models.Experiments;

/// <summary>The least error of a sigmoid unit on points of the plane by Newton's method, which knows nothing of
/// gradient descent or backpropagation.</summary>
/// <remarks>Source: Bishop (2006), §4.3.3; with the damping of Levenberg, for the squared error is not
/// convex.</remarks>
internal static class SigmoidUnitOptimum
{
    private const int MostSteps = 500;
    private const double Flat = 1e-14, MostDamping = 1e12;

    /// <summary>Weights (w₀, w₁, w₂) where ∂J/∂w = 0, from w = 0, and J there, the mean over the points.</summary>
    public static (double[] W, double Error) Find(PlanePoints points, OutputError error)
    {
        var (w, damping) = (new double[3], 1e-3);
        var here = Error(points, error, w);
        for (var step = 0; step < MostSteps && damping < MostDamping; step++)
        {
            var (gradient, hessian) = Derivatives(points, error, w);
            if (gradient.Max(Math.Abs) < Flat) break;
            for (var i = 0; i < 3; i++) hessian[i, i] += damping;
            var move = Solve(hessian, gradient);
            double[] next = [.. w.Zip(move, (a, b) => a - b)];
            var there = Error(points, error, next);
            if (there <= here) (w, here, damping) = (next, there, damping / 10);
            else damping *= 10;
        }
        return (w, here);
    }

    /// <summary>g = σ(w₀ + w₁ x₁ + w₂ x₂).</summary>
    public static double Output(double[] w, double x1, double x2) =>
        1 / (1 + Math.Exp(-(w[0] + w[1] * x1 + w[2] * x2)));

    /// <summary>J, the mean over the points.</summary>
    public static double Error(PlanePoints points, OutputError error, double[] w) => points.All.Average(point =>
    {
        var g = Output(w, point.X1, point.X2);
        return error == OutputError.Squared ? (g - point.Class) * (g - point.Class) / 2
            : -Math.Log(point.Class == 1 ? g : 1 - g);
    });

    // ∂J/∂h = (g − b) f′, ∂²J/∂h² = f′² + (g − b) f′ (1 − 2g)     squared, f′ = g (1 − g)
    // ∂J/∂h = g − b,      ∂²J/∂h² = g (1 − g)                     cross-entropy
    private static (double[] Gradient, double[,] Hessian) Derivatives(PlanePoints points, OutputError error, double[] w)
    {
        var (gradient, hessian) = (new double[3], new double[3, 3]);
        foreach (var point in points.All)
        {
            var g = Output(w, point.X1, point.X2);
            var (slope, difference) = (g * (1 - g), g - point.Class);
            var (first, second) = error == OutputError.Squared
                ? (difference * slope, slope * slope + difference * slope * (1 - 2 * g)) : (difference, slope);
            double[] x = [1, point.X1, point.X2];
            for (var i = 0; i < 3; i++)
            {
                gradient[i] += first * x[i] / points.Count;
                for (var j = 0; j < 3; j++) hessian[i, j] += second * x[i] * x[j] / points.Count;
            }
        }
        return (gradient, hessian);
    }

    /// <summary>A x = b by elimination with pivots.</summary>
    private static double[] Solve(double[,] a, double[] b)
    {
        var (n, x) = (b.Length, (double[])b.Clone());
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(a[row, column]));
            for (var k = 0; k < n; k++) (a[column, k], a[pivot, k]) = (a[pivot, k], a[column, k]);
            (x[column], x[pivot]) = (x[pivot], x[column]);
            for (var row = column + 1; row < n; row++)
            {
                var factor = a[row, column] / a[column, column];
                for (var k = column; k < n; k++) a[row, k] -= factor * a[column, k];
                x[row] -= factor * x[column];
            }
        }
        for (var row = n - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < n; k++) x[row] -= a[row, k] * x[k];
            x[row] /= a[row, row];
        }
        return x;
    }
}
