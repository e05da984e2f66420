using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Data.Text;
using Lectures.Models.Figures;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.3.3 (3): an encoder guesses hidden characters from both sides (BERT style).</summary>
/// <param name="Steps">Steps of learning.</param>
/// <param name="Width">E.</param>
/// <param name="Lines">Lines of dates to learn from; running text takes far more steps.</param>
public sealed record TransformerEncoder(int Steps = 1_500, int Width = 48, int Lines = 5_000) : Experiment
{
    private const int Tests = 500, Batch = 64, Heads = 2, Blocks = 2;
    private const double Rate = 0.004;
    private const string HiddenSign = "?";

    private static readonly int[] hidden = [3, 6];          // of the line that is shown

    /// <summary>How positions are told where they are not removed.</summary>
    public Positions Positions { get; init; } = Positions.Learned;

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "transformer-encoder", "7.3.3 (3)", new("Transformer encoder: hidden characters", "Transformer のエンコーダ(BERT 型)"),
        new("A Transformer's encoder is N blocks of self-attention and feed-forward net over vectors plus position "
            + "information; BERT is pre-trained by guessing hidden words.",
            "Transformer のエンコーダは、位置情報を加えたベクトルに対する自己注意と順伝播ネットワークを N 段重ねたものである。BERT は隠した語を当てる"
            + "事前学習を行う。"),
        () => new TransformerEncoder { Seeds = 2 }, () => new TransformerEncoder(500, 32))
    { Seconds = 61 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var learn = DateLines.Of(Lines, Seed, Split.Train);
        var test = DateLines.Of(Tests, Seed, Split.Test).With(string.Concat(learn.Vocabulary));
        using var train = MaskedTextPatterns.WholeText(learn, DateLines.Length);
        using var judge = MaskedTextPatterns.WholeText(test, DateLines.Length);
        var part = new PartProgress(progress, 2 * Seeds);
        Outcome[] with = [.. AllSeeds.Select(seed => Learn(Positions, train, judge, test, seed, part.Next(1)))];
        Outcome[] without = [.. AllSeeds.Select(seed => Learn(Positions.None, train, judge, test, seed, part.Next(1)))];
        var (read, removed) = (with.Average(run => run.Accuracy), without.Average(run => run.Accuracy));
        var (frequent, here) = (MostFrequent(learn, judge, perPlace: false),
            MostFrequent(learn, judge, perPlace: true));
        var shown = with[0];
        return new(
            new(Finding.Shown, new(
                $"In lines such as 1987-10-03 3 Oct 1987 the encoder guesses {read:0.0 %} of the hidden characters; "
                + $"always the most frequent character would be right in {frequent:0.0 %}, the most frequent at that "
                + $"place in {here:0.0 %}. It reads the answer off elsewhere in the line. With positions removed "
                + $"attention sees a bag of characters, and {removed:0.0 %} are right.",
                $"「1987-10-03 3 Oct 1987」のような行で、エンコーダは隠した文字の {read:0.0 %} を当てる。最頻文字では {frequent:0.0 %}、その位置の最頻文字では "
                + $"{here:0.0 %} である。答えは行の他の部分から読み取っている。位置情報を除くと文字の集まりしか見えず、{removed:0.0 %} に落ちる。")),
            [
                Claim.AtLeast(new("share of hidden characters guessed, over that of the most frequent character",
                    "隠した文字の正解率と最頻文字の正解率の差"), read - frequent, 0.3, "0.0 %"),
                Claim.AtLeast(new("the same, over the most frequent character at the place", "その位置の最頻文字の正解率との差"),
                    read - here, 0.15, "0.0 %"),
                Claim.AtLeast(new("what removing positions costs", "位置情報を除いたときの低下"), read - removed, 0.15, "0.0 %"),
            ])
        {
            Tables =
            [
                new(new("Hidden characters of unseen lines", "未知の行の隠した文字"),
                    [new(new("right", "正解率"), "0.0 %"), new(new("loss in nats", "損失(nat)"), "0.000")],
                    [
                        new(new("most frequent character", "最頻文字"), frequent, null),
                        new(new("most frequent character at the place", "その位置の最頻文字"), here, null),
                        new(new("encoder", "エンコーダ"), read, with.Average(run => run.Loss)),
                        new(new("encoder, positions removed", "エンコーダ、位置情報なし"), removed,
                            without.Average(run => run.Loss)),
                    ]),
            ],
            Figures =
            [
                new("attention", new(
                    $"Self-attention of every block and head in a line with hidden characters ({HiddenSign}); guessed: "
                    + $"{shown.Guessed}.",
                    $"隠した文字({HiddenSign})のある行に対する、各ブロック・各ヘッドの自己注意。推定:{shown.Guessed}。"),
                    () => new AttentionMap([.. shown.Attention.SelectMany((block, k) =>
                        block.Panels(shown.Line, shown.Line, $"block {k + 1}"))])
                    { Query = "character", Key = "looks at", Columns = Heads }.Draw()),
            ],
        };
    }

    private Outcome Learn(
        Positions positions, IPatterns train, MaskedTextPatterns judge, TextCorpus test, long seed,
        Action<double> progress)
    {
        using var scope = NewDisposeScope();
        var task = ModelTask.Of(new BertOptions(judge.Vocabulary, DateLines.Length)
        {
            Blocks = Blocks,
            Positions = positions,
            Block = new(Width, Heads, 2 * Width) { Activation = Activation.Gelu },
        });
        using var net = (Bert)ModelRun.Build(seed, task.Build);
        ModelRun.Train(task, net, train, null, SequenceTraining.OneCycle(Steps, Batch, Rate, seed), progress);
        var judged = Evaluator.Run(task, net, judge);

        using var off = no_grad();
        net.eval();
        var line = test.Codes[..DateLines.Length].ToArray();
        var tokens = Array.ConvertAll(line, code => code + MaskedTextPatterns.SpecialTokens);
        foreach (var place in hidden) tokens[place] = new BertOptions().Mask;
        var x = tensor(tokens, [1, DateLines.Length]);
        var guesses = net.call(x, null).argmax(-1).data<long>().ToArray();
        return new(judged.Accuracy!.Value, judged.Loss, AttentionWeights.Of(net, x, null),
            [.. line.Select((code, t) => hidden.Contains(t) ? HiddenSign : test.Decode([code]))],
            string.Join(", ", hidden.Select(t =>
                $"{test.Decode([line[t]])} → {Text(guesses[t] - MaskedTextPatterns.SpecialTokens)}")));

        string Text(long code) => code < 0 ? "∅" : test.Decode([code]);
    }

    /// <summary>The share of hidden characters that are the most frequent one, of all or of their place.</summary>
    private static double MostFrequent(TextCorpus learn, MaskedTextPatterns judge, bool perPlace)
    {
        using var scope = NewDisposeScope();
        var counts = new long[DateLines.Length, learn.VocabularySize];
        for (var i = 0; i < learn.Length; i++) counts[perPlace ? i % DateLines.Length : 0, learn.Codes.Span[i]]++;
        var targets = judge.Take(arange(judge.Count)).Target.data<long>().ToArray();
        long[] best = [.. Enumerable.Range(0, DateLines.Length)
            .Select(place => Enumerable.Range(0, learn.VocabularySize)
            .MaxBy(code => counts[perPlace ? place : 0, code]) + (long)MaskedTextPatterns.SpecialTokens)];
        var places = targets.Index().Where(target => target.Item != Bert.Ignored).ToList();
        return places.Count(target => target.Item == best[target.Index % DateLines.Length]) / (double)places.Count;
    }

    private sealed record Outcome(
        double Accuracy, double Loss,
        IReadOnlyList<AttentionWeights> Attention, IReadOnlyList<string> Line, string Guessed);
}
