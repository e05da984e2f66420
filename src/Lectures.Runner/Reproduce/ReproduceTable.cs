using Lectures.Models.Experiments;

namespace Lectures.Runner.Reproduce;

/// <summary>The experiments and their results on the console.</summary>
internal static class ReproduceTable
{
    /// <summary>Name, section, title and time of experiments.</summary>
    public static void WriteList(TextWriter output, IReadOnlyList<ExperimentInfo> infos)
    {
        var (name, section, title) = (infos.Max(info => info.Name.Length), infos.Max(info => info.Section.Length),
            infos.Max(info => info.Title.English.Length));
        foreach (var info in infos)
            output.WriteLine($"{info.Name.PadRight(name)}  {info.Section.PadRight(section)}  "
                + $"{info.Title.English.PadRight(title)}  {info.Seconds,4:0} s");
    }

    /// <summary>The claims of each experiment and what became of them, the verdict on the lecture's statement, and a
    /// summary.</summary>
    public static void WriteResults(
        TextWriter output, IReadOnlyList<(ExperimentInfo Info, StoredResult Result, double Seconds)> results,
        Language language)
    {
        foreach (var (info, result, seconds) in results)
        {
            output.WriteLine($"{info.Name} (§{info.Section}): {info.Title.In(language)}; {seconds:0.0} s");
            foreach (var claim in result.Claims)
                output.WriteLine($"  {(claim.Holds ? "holds" : "FAILS")}  {claim.Statement.In(language)}: "
                    + $"{claim.Measured} ({claim.Expected})");
            output.WriteLine($"  {ReportWords.Of(result.Verdict.Finding).In(language)}: "
                + $"{result.Verdict.Words.In(language)}");
            output.WriteLine();
        }
        var claims = results.SelectMany(done => done.Result.Claims).ToList();
        output.WriteLine($"{claims.Count(claim => claim.Holds)} of {claims.Count} claims hold in {results.Count} "
            + (results.Count == 1 ? "experiment" : "experiments"));
    }
}
