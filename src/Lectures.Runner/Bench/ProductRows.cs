using Lectures.Models.Training;

namespace Lectures.Runner.Bench;

/// <summary>The training step of an MLP against the matrix products in it.</summary>
internal static class ProductRows
{
    private const string Word = "products";

    /// <summary>A row for each MLP with more than one pattern in its batch.</summary>
    public static BenchGroup Group { get; } = new(
        Word, "Our training step against its matrix products alone.", "ms", "step", "products", "step / products",
        [Row("mlp-512", 128, 784, 512, 10), Row("mlp-4x128", 200, 784, 128, 128, 128, 128, 10)]);

    private static BenchRow Row(string name, long batch, params long[] widths)
    {
        var (bench, goal) = (BenchCase.Of(name), Goal.AtMost(1.3));
        return new($"{Word}-{name}", bench.Setting, goal, (run, tell) =>
        {
            using var step = new OurSteps(bench, Backpropagation.Autograd);
            using var products = new ProductSteps(batch, widths);
            var effort = run.Effort;
            return Measurement.InTurns(
                goal, StepLoop.Turns(step.Run, effort),
                StepLoop.Turns(products.Run, effort), effort.Turns, tell);
        });
    }
}
