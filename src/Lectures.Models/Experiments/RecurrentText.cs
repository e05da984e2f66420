using Lectures.Models.Checking;
using Lectures.Models.Losses;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.3.3 (2): a recurrent network guesses the next character of a text.</summary>
/// <param name="Hidden">Hidden units H.</param>
/// <param name="Epochs">Passes over the text's windows.</param>
/// <param name="Length">T, the characters of a window.</param>
public sealed record RecurrentText(int Hidden = 64, int Epochs = 5, int Length = 32) : Experiment
{
    private const int Batch = 16;
    private const double Rate = 0.002, OfBigram = 0.95;

    private static readonly (RecurrentUnit Unit, string Name, double Cost)[] units =
        [(RecurrentUnit.Elman, "Elman", 1), (RecurrentUnit.Lstm, "LSTM", 2), (RecurrentUnit.Gru, "GRU", 2)];

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "rnn-text", "7.3.3 (2)", new("A recurrent network reads text", "リカレントネットワークによる言語モデル"),
        new("In an RNN the hidden output feeds the next time step, so it can learn language: what comes next follows "
            + "from all that came before.",
            "RNN は中間層の出力を次の時刻の入力に戻すので、それまでの系列をふまえて次を予測する自然言語処理に使える。"),
        () => new RecurrentText { Seeds = 3 }, () => new RecurrentText(32, 3))
    { Needs = ExperimentNeeds.Text, Seconds = 21 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var parts = TextParts.Of(data.Text());
        var (unigram, bigram) = (parts.Unigram(), parts.Bigram());
        var part = new PartProgress(progress, Seeds * units.Sum(unit => unit.Cost));
        List<(string Name, IReadOnlyList<NextCharacter> Runs)> models = [.. units.Select(unit =>
            (unit.Name, (IReadOnlyList<NextCharacter>)[.. AllSeeds.Select(seed =>
                Learn(unit.Unit, parts, seed, part.Next(unit.Cost)))]))];
        var losses = models.ToDictionary(model => model.Name, model => model.Runs.Average(run => run.Loss));
        var sample = models[^1].Runs[0].Sample;
        return new(
            new(Finding.Shown, new(
                $"On text it has not seen, a guess from the characters' frequencies costs {unigram:0.00} nats per "
                + $"character, one from the character before {bigram:0.00}, the Elman network's "
                + $"{losses["Elman"]:0.00}, LSTM's {losses["LSTM"]:0.00}, GRU's {losses["GRU"]:0.00}: the hidden state "
                + $"tells more than the last character does. GRU, after {parts.Learn.Length:N0} characters to learn "
                + $"from, writes: “{sample}”",
                $"未知のテキストでは、文字の頻度だけで {unigram:0.00} nat/文字、直前の 1 文字で {bigram:0.00}、Elman {losses["Elman"]:0.00}、LSTM "
                + $"{losses["LSTM"]:0.00}、GRU {losses["GRU"]:0.00} であり、中間層の状態は直前の 1 文字より多くを伝えている。"
                + $"{parts.Learn.Length:N0} 文字を学習した GRU の生成例:「{sample}」")),
            [
                .. losses.Select(loss => Claim.AtMost(new(
                    $"{loss.Key}: nats per character of unseen text, against {OfBigram:0 %} of what the frequencies of "
                    + "pairs cost",
                    $"{loss.Key}:未知のテキストの損失(nat/文字)と、2 文字組の頻度による損失の {OfBigram:0 %}"),
                    loss.Value, OfBigram * bigram, "0.000")),
            ])
        {
            Tables = [NextCharacter.Table(models, unigram, bigram)],
            Figures =
            [
                new("loss", new("Loss by epoch, on unseen text and while learning; dashed what counting achieves.",
                    "エポックごとの損失(未知のテキスト、学習中)。破線は数え上げによる損失。"),
                    () => NextCharacter.Curves(models, unigram, bigram).Draw()),
            ],
        };
    }

    private NextCharacter Learn(RecurrentUnit unit, TextParts parts, long seed, Action<double> progress)
    {
        using var scope = NewDisposeScope();
        var task = ModelTask.Of(() => new RecurrentLanguageModel(
            new(parts.Learn.VocabularySize, Hidden / 4) { Recurrent = new(unit, Hidden) }), LossFunction.CrossEntropy);
        using var net = (RecurrentLanguageModel)ModelRun.Build(seed, task.Build);
        return NextCharacter.Learn(
            task, net, parts, Length, SequenceTraining.Clipped(Epochs, Batch, Rate, seed),
            (prompt, options) => net.Sample(prompt, options, Length), progress);
    }
}
