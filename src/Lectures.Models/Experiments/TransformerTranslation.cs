using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Data.Translation;
using Lectures.Models.Figures;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.3.3 (3): encoder and decoder translate dates, one character at a time.</summary>
/// <param name="Steps">Steps of learning.</param>
/// <param name="Width">E.</param>
/// <param name="Pairs">Dates to learn from.</param>
/// <param name="Tests">Dates never seen, to be translated.</param>
public sealed record TransformerTranslation(
    int Steps = 1_000, int Width = 48, int Pairs = 6_000, int Tests = 500) : Experiment
{
    private const int Batch = 64, Heads = 2, Year = 4, Looked = 50;
    private const double Rate = 0.005;
    private const string Example = "Saturday, 3 October 1987", EndSign = "end";

    /// <summary>How positions are told where they are not removed.</summary>
    public Positions Positions { get; init; } = Positions.Sinusoidal;

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "transformer-translation", "7.3.3 (3)", new("Transformer: translation word by word", "Transformer による翻訳"),
        new("A Transformer translates: the encoder reads the sentence, the decoder looks at it by cross-attention and "
            + "its output is appended one word at a time; position information is added to the vectors.",
            "Transformer は翻訳モデルである。エンコーダが文を読み、デコーダは相互注意でそれを参照しながら 1 語ずつ出力して入力に付け加える。"
            + "ベクトルには位置情報を加える。"),
        () => new TransformerTranslation { Seeds = 2 }, () => new TransformerTranslation(700, 32, Tests: 200))
    { Seconds = 47 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var (pairs, tests) = (Dates.Generate(Pairs, Seed), Dates.Generate(Tests, Seed, Split.Test));
        var translator = Translator.Of([.. pairs, .. tests, new(Example, "0")]);
        using var train = new TranslationPatterns(pairs, translator);
        var part = new PartProgress(progress, 2 * Seeds);
        Outcome[] with = [.. AllSeeds.Select(seed =>
            Learn(Positions, train, tests, translator, seed, part.Next(1)))];
        Outcome[] without = [.. AllSeeds.Select(seed =>
            Learn(Positions.None, train, tests, translator, seed, part.Next(1)))];
        var (whole, removed) = (with.Average(run => run.Whole), without.Average(run => run.Whole));
        var (year, shown) = (with.Average(run => run.YearSeen), with[0]);
        var even = tests.Average(pair => (double)Year / pair.Source.Length);
        return new(
            new(Finding.Shown, new(
                $"Of {tests.Count:N0} dates never seen, {whole:0.0 %} are translated without any mistake, character by "
                + $"character. While the year is written, {year:0.0 %} of the cross-attention lies on the year of the "
                + $"source (spread evenly it would be {even:0.0 %}). With positions removed {removed:0.0 %} are right. "
                + $"“{Example}” becomes “{shown.Said}”, with positions removed “{without[0].Said}”.",
                $"未知の日付 {tests.Count:N0} 件のうち {whole:0.0 %} を 1 文字ずつの生成で完全に翻訳できた。年を書くとき、相互注意の {year:0.0 %} が入力の年に"
                + $"向いている(均等なら {even:0.0 %})。位置情報を除くと正解は {removed:0.0 %} である。「{Example}」は「{shown.Said}」、"
                + $"位置情報を除くと「{without[0].Said}」になる。")),
            [
                Claim.AtLeast(new("share of unseen dates translated whole", "未知の日付を完全に翻訳できた割合"), whole, 0.8, "0.0 %"),
                Claim.AtMost(new("the same with positions removed", "位置情報を除いた場合の割合"), removed, 0.3, "0.0 %"),
                Claim.AtLeast(new("cross-attention on the source's year while the year is written, over an even spread",
                    "年を書くときに入力の年へ向く相互注意(均等な場合との比)"), year / even, 2, "0.0"),
            ])
        {
            Tables =
            [
                new(new("Unseen dates", "未知の日付"),
                    [new(new("translated whole", "完全に翻訳"), "0.0 %"), new(new("worst seed", "最低のシード"), "0.0 %"),
                        new(new("attention on the year", "年への注意"), "0.0 %")],
                    [
                        new(new("positions", "位置情報あり"), whole, with.Min(run => run.Whole), year),
                        new(new("positions removed", "位置情報なし"), removed, without.Min(run => run.Whole),
                            without.Average(run => run.YearSeen)),
                    ]),
            ],
            Figures =
            [
                new("cross-attention", new(
                    $"Cross-attention, mean over the heads: which characters of “{Example}” the decoder looks at for "
                    + "each that it writes.",
                    $"相互注意(ヘッドの平均):各文字を書くときに「{Example}」のどの文字を見ているか。"),
                    () => new AttentionMap([new(shown.Cross, shown.Rows,
                        [.. Example.Select(character => $"{character}")])])
                    { Query = "written", Key = "looks at" }.Draw()),
                new("self-attention", new("Self-attention of the encoder.", "エンコーダの自己注意。"),
                    () => new AttentionMap([.. shown.Self.Panels(
                        [.. Example.Select(character => $"{character}")],
                        [.. Example.Select(character => $"{character}")], "encoder")])
                    { Query = "character", Key = "looks at", Columns = Heads }.Draw()),
            ],
        };
    }

    private Outcome Learn(
        Positions positions, TranslationPatterns train,
        IReadOnlyList<SentencePair> tests, Translator translator, long seed,
        Action<double> progress)
    {
        using var scope = NewDisposeScope();
        var longest = Math.Max(train.MaxLength, tests.Append(new(Example, "")).Max(pair => pair.Source.Length));
        var task = ModelTask.Of(translator.Options(longest) with
        {
            Blocks = 1,
            Positions = positions,
            Block = new(Width, Heads, 2 * Width),
        });
        using var net = (Seq2Seq)ModelRun.Build(seed, task.Build);
        ModelRun.Train(task, net, train, null, SequenceTraining.OneCycle(Steps, Batch, Rate, seed),
            share => progress(0.95 * share));
        net.eval();
        var said = translator.Translate(net, [Example])[0];
        var attention = AttentionWeights.Of(net, translator, new(Example, said));
        return new(
            translator.ExactMatch(net, tests), said, attention[^1].Mean(),
            [.. said.Select(character => $"{character}"), EndSign],
            attention[0], tests.Take(Looked).Average(YearSeen));

        double YearSeen(SentencePair pair)
        {
            var begin = pair.Source.IndexOf(pair.Target[..Year], StringComparison.Ordinal);
            var cross = AttentionWeights.Of(net, translator, pair)[^1].Mean();
            return Enumerable.Range(0, Year).Average(t => Enumerable.Range(begin, Year).Sum(s => cross[t, s]));
        }
    }

    private sealed record Outcome(
        double Whole, string Said, double[,] Cross, IReadOnlyList<string> Rows, AttentionWeights Self, double YearSeen);
}
