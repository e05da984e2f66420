using Lectures.Models.Data.Translation;
using Lectures.Models.Figures;
using Lectures.Models.Layers;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>How much every position looked at every other one, read out of the network by hand.</summary>
/// <param name="Path">Which attention: <c>decoder.blocks.0.cross</c>.</param>
/// <param name="Heads">A head's weights (T,S) for one sentence.</param>
public sealed record AttentionWeights(string Path, IReadOnlyList<double[,]> Heads)
{
    /// <summary>The attentions of a model, in the order of forward, for the first sentence of a batch.</summary>
    /// <param name="model">The model, in recognition.</param>
    /// <param name="inputs">What its forward takes.</param>
    public static IReadOnlyList<AttentionWeights> Of(IHandWritten model, params Tensor?[] inputs)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var net = model.ByHand();
        net.Training = false;
        net.Forward(inputs);
        return [.. net.NamedLayers().Where(named => named.Layer is MultiHeadAttention).Select(named =>
            new AttentionWeights(named.Path, Read(((MultiHeadAttention)named.Layer).Probabilities)))];
    }

    /// <summary>How a model attends while it writes a translation: each row to what is written next.</summary>
    /// <param name="model">The model.</param>
    /// <param name="translator">Its vocabularies.</param>
    /// <param name="pair">A sentence and what is written for it.</param>
    /// <returns>The attentions in the order of forward, the last one the decoder's to the source: T + 1 rows, the last of
    /// them for the end of the sentence, and S columns.</returns>
    public static IReadOnlyList<AttentionWeights> Of(Seq2Seq model, Translator translator, SentencePair pair)
    {
        using var scope = NewDisposeScope();
        var (source, _) = translator.Encode([pair.Source]);
        return Of(model, source, tensor([CharacterVocabulary.Begin, .. translator.Target.Encode(pair.Target)],
            [1, pair.Target.Length + 1]));
    }

    /// <summary>The mean over the heads (T,S).</summary>
    public double[,] Mean()
    {
        var mean = new double[Heads[0].GetLength(0), Heads[0].GetLength(1)];
        foreach (var head in Heads)
            for (var t = 0; t < mean.GetLength(0); t++)
                for (var s = 0; s < mean.GetLength(1); s++) mean[t, s] += head[t, s] / Heads.Count;
        return mean;
    }

    /// <summary>A panel for every head.</summary>
    /// <param name="queries">T tokens.</param>
    /// <param name="keys">S tokens.</param>
    /// <param name="name">What stands above, before the head's number.</param>
    public IEnumerable<AttentionPanel> Panels(IReadOnlyList<string> queries, IReadOnlyList<string> keys, string name) =>
        Heads.Select((head, a) => new AttentionPanel(head, queries, keys) { Title = $"{name}, head {a + 1}" });

    // (N,A,T,S) → the heads of the first
    private static List<double[,]> Read(Tensor probabilities)
    {
        var (heads, rows, columns) = (probabilities.size(1), probabilities.size(2), probabilities.size(3));
        var all = probabilities[0].to(ScalarType.Float64).contiguous().data<double>().ToArray();
        return [.. Enumerable.Range(0, (int)heads).Select(a =>
        {
            var head = new double[rows, columns];
            Buffer.BlockCopy(all, (int)(a * rows * columns * sizeof(double)), head, 0, head.Length * sizeof(double));
            return head;
        })];
    }
}
