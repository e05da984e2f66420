using Lectures.Models.Checking;
using Lectures.Models.Figures;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.3.3 (3): a causal decoder guesses the next character (GPT style).</summary>
/// <param name="Width">E.</param>
/// <param name="Epochs">Passes over the text's windows.</param>
/// <param name="Length">T, the characters of a window.</param>
public sealed record TransformerDecoder(int Width = 32, int Epochs = 8, int Length = 16) : Experiment
{
    private const int Batch = 32, Heads = 2, Blocks = 1;
    private const double Rate = 0.005, Dropout = 0.2;

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "transformer-decoder", "7.3.3 (3)", new("Transformer decoder: the next character", "Transformer のデコーダ(GPT 型)"),
        new("A Transformer's decoder appends its output one word at a time and must not look ahead; GPT is such a "
            + "decoder, pre-trained as a language model.",
            "Transformer のデコーダは出力を 1 語ずつ付け加え、先の語を見てはならない。GPT はこのデコーダを言語モデルとして事前学習したものである。"),
        () => new TransformerDecoder { Seeds = 3 }, () => new TransformerDecoder(Epochs: 6) { Seeds = 2 })
    { Needs = ExperimentNeeds.Text, Seconds = 11 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var parts = TextParts.Of(data.Text());
        var (unigram, bigram) = (parts.Unigram(), parts.Bigram());
        var part = new PartProgress(progress, 2 * Seeds);
        Outcome[] with = [.. AllSeeds.Select(seed => Learn(Positions.Learned, parts, seed, part.Next(1)))];
        Outcome[] without = [.. AllSeeds.Select(seed => Learn(Positions.None, parts, seed, part.Next(1)))];
        List<(string Name, IReadOnlyList<NextCharacter> Runs)> models =
        [
            ("decoder", [.. with.Select(run => run.Text)]),
            ("positions removed", [.. without.Select(run => run.Text)]),
        ];
        var (loss, removed) = (models[0].Runs.Average(run => run.Loss), models[1].Runs.Average(run => run.Loss));
        var shown = with[0];
        var ahead = with.SelectMany(run => run.Attention).SelectMany(block => block.Heads).Max(Ahead);
        return new(
            new(Finding.Shown, new(
                $"On text it has not seen the decoder needs {loss:0.00} nats per character; the frequencies of "
                + $"characters {unigram:0.00}, of pairs {bigram:0.00}. Changing later characters changes no earlier "
                + $"prediction at all. With positions removed it needs {removed:0.00}: the causal mask alone tells "
                + $"little of the order. It writes: “{shown.Text.Sample}”",
                $"未知のテキストに対する損失は {loss:0.00} nat/文字(文字の頻度 {unigram:0.00}、2 文字組の頻度 {bigram:0.00})。後の文字を変えても、それより前の"
                + $"予測はまったく変わらない。位置情報を除くと {removed:0.00} で、因果マスクだけでは順序は少ししか伝わらない。生成例:「{shown.Text.Sample}」")),
            [
                Claim.AtMost(new("nats per character of unseen text, against the frequencies of pairs",
                    "未知のテキストの損失(nat/文字)と 2 文字組の頻度による損失の比較"), loss, bigram, "0.000"),
                Claim.AtLeast(new("what removing positions costs, in nats per character",
                    "位置情報を除いたときの損失の増加(nat/文字)"), removed - loss, 0.05, "0.000"),
                Claim.AtMost(new("largest change of an earlier logit when later characters change",
                    "後の文字を変えたときの、それより前のロジットの最大変化"), with.Max(run => run.Before), 0, "0.######"),
                Claim.AtLeast(new("largest change of a logit from the changed characters on", "変えた文字以降のロジットの最大変化"),
                    with.Min(run => run.After), 0.1, "0.##"),
                Claim.AtMost(new("largest attention weight above the diagonal", "対角線より上の注意の重みの最大値"), ahead, 0,
                    "0.######"),
            ])
        {
            Tables = [NextCharacter.Table(models, unigram, bigram)],
            Figures =
            [
                new("attention", new("Self-attention of every head: nothing above the diagonal, no look ahead.",
                    "各ヘッドの自己注意。対角線より上は 0 で、先を見ていない。"),
                    () => new AttentionMap([.. shown.Attention.SelectMany((block, k) =>
                        block.Panels(shown.Characters, shown.Characters, $"block {k + 1}"))])
                    { Query = "character", Key = "looks at" }.Draw()),
                new("loss", new("Loss by epoch, on unseen text and while learning.", "エポックごとの損失(未知のテキスト、学習中)。"),
                    () => NextCharacter.Curves(models, unigram, bigram).Draw()),
            ],
        };
    }

    private Outcome Learn(Positions positions, TextParts parts, long seed, Action<double> progress)
    {
        using var scope = NewDisposeScope();
        var task = ModelTask.Of(new GptOptions(parts.Learn.VocabularySize, Length)
        {
            Blocks = Blocks,
            Positions = positions,
            Block = new(Width, Heads, 2 * Width) { Activation = Activation.Gelu, Dropout = Dropout },
        });
        using var net = (Gpt)ModelRun.Build(seed, task.Build);
        var text = NextCharacter.Learn(
            task, net, parts, Length, SequenceTraining.Clipped(Epochs, Batch, Rate, seed), net.Sample, progress);

        using var off = no_grad();
        net.eval();
        var codes = parts.Test.Codes[..Math.Min(Length, parts.Test.Length)].ToArray();
        long cut = codes.Length / 2;
        var x = tensor(codes, [1, codes.Length]);
        var other = x.clone();
        other.narrow(1, cut, codes.Length - cut).add_(1).remainder_(parts.Learn.VocabularySize);
        var change = (net.call(x, null) - net.call(other, null)).abs();      // (1,T,V)
        return new(text, Largest(change.narrow(1, 0, cut)), Largest(change.narrow(1, cut, codes.Length - cut)),
            AttentionWeights.Of(net, x, null), [.. codes.Select(code => parts.Test.Decode([code]))]);

        static double Largest(Tensor changes) => changes.max().to(ScalarType.Float64).item<double>();
    }

    private static double Ahead(double[,] weights)
    {
        var largest = 0.0;
        for (var t = 0; t < weights.GetLength(0); t++)
            for (var s = t + 1; s < weights.GetLength(1); s++) largest = Math.Max(largest, weights[t, s]);
        return largest;
    }

    private sealed record Outcome(
        NextCharacter Text, double Before, double After, IReadOnlyList<AttentionWeights> Attention,
        IReadOnlyList<string> Characters);
}
