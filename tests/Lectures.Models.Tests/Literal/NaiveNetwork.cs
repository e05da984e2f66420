namespace Lectures.Models.Tests.Literal;

/// <summary>§7.2.3 once more, index by index, without vectors, views or shared code: a witness.</summary>
internal sealed class NaiveNetwork(double[][,] w)
{
    private static double F(double h) => 1 / (1 + Math.Exp(-h));

    public static double[,] Matrix(ReadOnlySpan<double> flat, int rows)
    {
        var matrix = new double[rows, flat.Length / rows];
        for (int n = 0; n < flat.Length; n++) matrix[n / matrix.GetLength(1), n % matrix.GetLength(1)] = flat[n];
        return matrix;
    }

    public double[] Weights(int l) => [.. w[l].Cast<double>()];

    public void Update(double[] x, double[] b, double rho)
    {
        var g = new List<double[]> { x };
        foreach (double[,] layer in w) g.Add(Above(layer, g[^1]));
        double[] ε = [.. g[^1].Select((o, j) => (o - b[j]) * o * (1 - o))];
        for (int l = w.Length - 1; l >= 0; l--)
        {
            double[] hidden = [.. g[l].Select((o, j) =>
                Enumerable.Range(0, ε.Length).Sum(k => ε[k] * w[l][k, j + 1]) * o * (1 - o))];
            for (int j = 0; j < ε.Length; j++)
            {
                w[l][j, 0] -= rho * ε[j];
                for (int i = 0; i < g[l].Length; i++) w[l][j, i + 1] -= rho * ε[j] * g[l][i];
            }
            ε = hidden;
        }
    }

    private static double[] Above(double[,] layer, double[] g)
    {
        var above = new double[layer.GetLength(0)];
        for (int j = 0; j < above.Length; j++)
        {
            double h = 0;
            for (int i = 0; i < g.Length; i++) h += layer[j, i + 1] * g[i];
            above[j] = F(h + layer[j, 0]);
        }
        return above;
    }
}
