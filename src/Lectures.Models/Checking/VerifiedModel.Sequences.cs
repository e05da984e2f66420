using Lectures.Models.Losses;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

// The models of sequences: rows of images, and text.
internal sealed partial record VerifiedModel
{
    /// <summary>Tokens that mean something of their own (padding, begin and end, mask) come before the
    /// characters'.</summary>
    private const long Special = 3;

    private static BlockOptions SmallBlock => new(4, 2, 5);

    private static VerifiedModel ElmanModel => Recurrent(
        "elman", RecurrentUnit.Elman, batch =>
        [
            Rows("relu", batch, 7, new(RecurrentUnit.Elman, 5) { Activation = Activation.Relu }).AsSmall(),
        ]);

    private static VerifiedModel LstmModel => Recurrent("lstm", RecurrentUnit.Lstm, _ => []);

    private static VerifiedModel GruModel => Recurrent("gru", RecurrentUnit.Gru, _ => []);

    private static VerifiedModel EncoderModel => new(
        "encoder",
        batch => new EncoderClassifier(LectureEncoder(batch)),
        batch =>
        [
            Encoder("lecture", LectureEncoder(batch), data => data.Images),
            Encoder(
                "norm-first",
                new(7, batch.ClassCount, 7) { Blocks = 1, Block = SmallBlock },
                data => data.Thumbnails(7)).AsSmall(),
            Encoder(
                "norm-after",
                new(7, batch.ClassCount, 7)
                {
                    Blocks = 1,
                    Block = SmallBlock with { NormFirst = false, Activation = Activation.Gelu, Dropout = 0.2 },
                    Positions = Positions.Learned,
                },
                data => data.Thumbnails(7)).AsSmall(),
        ]);

    private static VerifiedModel BertModel => new(
        "bert",
        batch => new Bert(new(batch.Vocabulary + Special)),
        batch =>
        [
            Bert("lecture", new(batch.Vocabulary + Special), data => data.Tokens + Special),
            Bert("small", new(8, 16) { Blocks = 1, Block = SmallBlock with { NormFirst = false } }, Few).AsSmall(),
        ]);

    private static VerifiedModel GptModel => new(
        "gpt",
        batch => new Gpt(new(batch.Vocabulary)),
        batch =>
        [
            Gpt("lecture", new(batch.Vocabulary), data => data.Tokens),
            Gpt(
                "small",
                new(8, 16) { Blocks = 1, Block = SmallBlock with { Activation = Activation.GeluTanh } },
                Few).AsSmall(),
        ]);

    private static VerifiedModel Seq2SeqModel => new(
        "seq2seq",
        batch => new Seq2Seq(LectureSeq2Seq(batch)),
        batch =>
        [
            Seq2Seq("lecture", LectureSeq2Seq(batch), data => data.Tokens + Special),
            Seq2Seq("small", new(8, 8, 16) { Blocks = 1, Block = new(4, 2, 3) }, Few).AsSmall(),
            Seq2Seq("two-blocks", new(8, 8, 16) { Blocks = 2, Block = new(3, 1, 1) }, Few).AsSmall()
                with { OnlyForMistakes = true },
        ]);

    private static VerifiedModel Recurrent(
        string name, RecurrentUnit unit, Func<CheckBatch, IEnumerable<ModelCase>> more) => new(
            name,
            batch => new RecurrentClassifier(new(batch.Width, batch.ClassCount) { Recurrent = new(unit) }),
            batch =>
            [
                Rows("lecture", batch, batch.Width, new(unit)) with { Data = data => ([data.Images], data.Classes) },
                Rows("small", batch, 5, new(unit, 2, 2), bidirectional: true).AsSmall(),
                Text("text", new(8, 3) { Recurrent = new(unit, 4) }).AsSmall(),
                .. more(batch),
            ]);

    private static ModelCase Rows(
        string variant, CheckBatch batch, long side, RecurrentOptions options, bool bidirectional = false)
    {
        var all = new RecurrentClassifierOptions(side, batch.ClassCount)
        {
            Recurrent = options,
            Bidirectional = bidirectional,
        };
        return ModelCase.Of(
            variant, () => new RecurrentClassifier(all), LossFunction.CrossEntropy,
            data => (data.Thumbnails(side), data.Classes));
    }

    private static ModelCase Text(string variant, RecurrentLanguageModelOptions options) => ModelCase.Of(
        variant, () => new RecurrentLanguageModel(options), LossFunction.CrossEntropy,
        data =>
        {
            var (tokens, places) = (Few(data), data.Tokens.size(1) - 1);
            return (tokens.narrow(1, 0, places), tokens.narrow(1, 1, places));
        });

    private static EncoderOptions LectureEncoder(CheckBatch batch) => new(batch.Width, batch.ClassCount, batch.Height);

    private static Seq2SeqOptions LectureSeq2Seq(CheckBatch batch) =>
        new(batch.Vocabulary + Special, batch.Vocabulary + Special);

    /// <summary>The text in five letters, behind the special tokens.</summary>
    private static Tensor Few(CheckBatch batch) => batch.Tokens.remainder(5) + Special;

    /// <summary>True for the last two places of every other pattern: as if they were shorter.</summary>
    private static Tensor Padding(Tensor tokens)
    {
        var (patterns, places) = (arange(tokens.size(0)).unsqueeze(1), arange(tokens.size(1)));
        return (patterns.remainder(2) == 1) & (places >= tokens.size(1) - 2);
    }

    private static ModelCase Encoder(string variant, EncoderOptions options, Func<CheckBatch, Tensor> rows) =>
        ModelCase.Of(
            variant, () => new EncoderClassifier(options), LossFunction.CrossEntropy,
            data => (rows(data), data.Classes));

    // Every third token is hidden and to be guessed.
    private static ModelCase Bert(string variant, BertOptions options, Func<CheckBatch, Tensor> text) => new(
        variant, ModelTask.Of(options), data =>
        {
            var tokens = text(data);
            var hidden = arange(tokens.size(1)).remainder(3) == 1;
            return ([tokens.masked_fill(hidden, options.Mask), Padding(tokens)],
                tokens.masked_fill(hidden.logical_not(), Networks.Bert.Ignored));
        });

    private static ModelCase Gpt(string variant, GptOptions options, Func<CheckBatch, Tensor> text) => new(
        variant, ModelTask.Of(options), data =>
        {
            var tokens = text(data);
            var read = tokens.narrow(1, 0, tokens.size(1) - 1);
            return ([read, Padding(read)], tokens.narrow(1, 1, tokens.size(1) - 1));
        });

    // "Translates" a text into its reverse, two characters shorter.
    private static ModelCase Seq2Seq(string variant, Seq2SeqOptions options, Func<CheckBatch, Tensor> text) => new(
        variant, ModelTask.Of(options), data =>
        {
            var source = text(data);
            var target = source.flip(1).narrow(1, 0, source.size(1) - 2);
            var begin = full([target.size(0), 1], options.Begin, ScalarType.Int64);
            var read = cat([begin, target.narrow(1, 0, target.size(1) - 1)], 1);
            return ([source, read, Padding(source), Padding(read)], target);
        });
}
