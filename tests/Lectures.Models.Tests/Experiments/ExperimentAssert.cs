using System.Text.Json;
using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

/// <summary>What every experiment promises.</summary>
internal static class ExperimentAssert
{
    /// <summary>Every claim holds.</summary>
    public static void Holds(ExperimentResult result) => Assert.Multiple(() =>
    {
        foreach (var claim in result.Claims)
            Assert.That(claim.Holds, $"{claim.Statement.English}: {claim.Measured}, expected {claim.Expected}");
    });

    /// <summary>Every figure can be drawn.</summary>
    public static void Draws(ExperimentResult result)
    {
        foreach (var drawn in result.Figures)
        {
            using var figure = drawn.Draw();
            Assert.That(figure.ToPng(), Has.Length.GreaterThan(1_000), drawn.Name);
        }
    }

    /// <summary>The same seed gives the same numbers, another one others.</summary>
    public static void IsReproducible(Experiment experiment, string name)
    {
        var first = Numbers(experiment);
        Assert.That(Numbers(experiment), Is.EqualTo(first), name);
        Assert.That(Numbers(experiment with { Seed = experiment.Seed + 1 }), Is.Not.EqualTo(first), name);
    }

    private static string Numbers(Experiment experiment)
    {
        var result = experiment.Run(ExperimentData.BuiltIn, _ => { });
        return JsonSerializer.Serialize(result with { Figures = [] });
    }
}
