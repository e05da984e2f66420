using Lectures.Models.Experiments;

namespace Lectures.Runner.Reproduce;

/// <summary>The command that runs an experiment alone, as it was run.</summary>
internal static class ReportCommand
{
    /// <summary>The line to type.</summary>
    public static string Of(ExperimentInfo info, StoredResult result)
    {
        var words = new List<string> { "lectures", "reproduce", info.Name };
        var quick = IsMadeFrom(info.Quick(), result) && !IsMadeFrom(info.Full(), result);
        if (quick) words.Add("--quick");
        var usual = quick ? info.Quick() : info.Full();
        if (result.Options["seed"].GetInt64() is var seed && seed != usual.Seed) words.AddRange(["--seed", $"{seed}"]);
        if (result.Options["seeds"].GetInt32() is var seeds && seeds != usual.Seeds)
            words.AddRange(["--seeds", $"{seeds}"]);
        foreach (var (need, source) in result.Data)
            if (ExperimentData.BuiltIn.SourceOf(Enum.Parse<ExperimentNeeds>(need, ignoreCase: true)) != source)
                words.AddRange(
                    [need == "images" ? "--data" : $"--{need}", source.Contains(' ') ? $"'{source}'" : source]);
        return string.Join(' ', words);
    }

    /// <summary>Whether all options but the seeds are those of an experiment.</summary>
    private static bool IsMadeFrom(Experiment experiment, StoredResult result) =>
        ReportJson.OptionsOf(experiment).All(option => option.Key is "seed" or "seeds"
            || (result.Options.TryGetValue(option.Key, out var value)
                && value.GetRawText() == option.Value.GetRawText()));
}
