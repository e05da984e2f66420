using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Data.Text;
using Lectures.Models.Figures;
using Lectures.Models.Networks;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>A model that learned to guess the next character.</summary>
/// <param name="Learned">Nats per character on what it learned from, in every epoch.</param>
/// <param name="Tested">The same on the test part, after every epoch.</param>
/// <param name="Epoch">The epoch, from 1, that the choosing part says is best.</param>
/// <param name="Sample">What the model of that epoch writes, its beginning given.</param>
internal sealed record NextCharacter(
    IReadOnlyList<double> Learned, IReadOnlyList<double> Tested, int Epoch, string Sample)
{
    private const int MostWindows = 20_000, Prompt = 16, Written = 120;

    /// <summary>Nats per character of the test part, in the epoch that was chosen.</summary>
    public double Loss => Tested[Epoch - 1];

    /// <summary>Trains a model; it has the weights of the chosen epoch then.</summary>
    /// <param name="task">The model.</param>
    /// <param name="module">It, with fresh weights.</param>
    /// <param name="parts">The text.</param>
    /// <param name="length">T, the characters of a window.</param>
    /// <param name="options">How; a pass is over every window, of a long text over 20,000 of them.</param>
    /// <param name="sample">How it writes.</param>
    /// <param name="progress">Told the share done.</param>
    public static NextCharacter Learn(
        ModelTask task, nn.Module module, TextParts parts, int length, TrainingOptions options,
        Func<IReadOnlyList<long>, SamplingOptions, IEnumerable<long>> sample, Action<double> progress)
    {
        var hasPadding = module is Gpt;
        using var everywhere = TextPatterns.Everywhere(parts.Learn, length, hasPadding);
        using var train = Subset.Draw(everywhere, Math.Min(everywhere.Count, MostWindows), options.Seed);
        using var choose = TextPatterns.WholeText(parts.Choose, length, hasPadding);
        using var test = TextPatterns.WholeText(parts.Test, length, hasPadding);
        var tested = new List<double>();
        var rounds = ModelRun.Train(task, module, train, choose, options, progress,
            _ => tested.Add(Evaluator.Run(task, module, test).Loss), restoreBest: true);
        var prompt = parts.Test.Codes[..Math.Min(Prompt, parts.Test.Length)].ToArray();
        var written = sample(prompt, new(Written, Seed: options.Seed));
        return new(
            [.. rounds.Select(round => round.Train.Loss)], tested,
            rounds.MinBy(round => round.Validation!.Value.Loss)!.Number,
            parts.Test.Decode([.. prompt, .. written]).ReplaceLineEndings("↵"));
    }

    /// <summary>Curves of losses, with what counting achieves.</summary>
    /// <param name="models">Runs of each model by name.</param>
    /// <param name="unigram">Nats with the characters' frequencies.</param>
    /// <param name="bigram">Nats with those of pairs.</param>
    public static Curves Curves(
        IReadOnlyList<(string Name, IReadOnlyList<NextCharacter> Runs)> models, double unigram, double bigram)
    {
        IReadOnlyList<MarkedValue> references =
            [new(unigram, "frequencies of characters"), new(bigram, "frequencies of pairs")];
        return new([Panel("unseen text", run => run.Tested), Panel("while learning", run => run.Learned)]);

        CurvePanel Panel(string title, Func<NextCharacter, IReadOnlyList<double>> losses) =>
            new([.. models.Select(model => Curve.OfRuns(
                model.Name, [.. losses(model.Runs[0]).Select((_, k) => k + 1.0)], [.. model.Runs.Select(losses)]))])
            {
                Title = title,
                X = "epoch",
                Y = "loss (nats per character)",
                References = references,
            };
    }

    /// <summary>The models' losses as a table.</summary>
    public static NumberTable Table(
        IReadOnlyList<(string Name, IReadOnlyList<NextCharacter> Runs)> models, double unigram, double bigram) => new(
        new("Loss on unseen text in nats per character", "未知のテキストに対する損失(nat/文字)"),
        [
            new(new("chosen epoch", "選んだエポック")), new(new("last epoch", "最終エポック")),
            new(new("while learning, last epoch", "学習中、最終エポック")), new(new("epoch chosen", "選んだエポックの番号"), "0.#"),
        ],
        [
            new(new("frequencies of characters", "文字の頻度"), unigram, null, null, null),
            new(new("frequencies of pairs", "2 文字組の頻度"), bigram, null, null, null),
            .. models.Select(model => new NumberRow(model.Name,
                model.Runs.Average(run => run.Loss), model.Runs.Average(run => run.Tested[^1]),
                model.Runs.Average(run => run.Learned[^1]), model.Runs.Average(run => run.Epoch))),
        ]);
}
