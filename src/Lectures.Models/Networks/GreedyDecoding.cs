using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>Translation word by word, §7.3.3 (3): the decoder's output is appended to its input.</summary>
public static class GreedyDecoding
{
    /// <summary>Translates sentences, each word the likeliest after those before it.</summary>
    /// <param name="model">The model; dropout is off meanwhile.</param>
    /// <param name="source">(N,S), int64.</param>
    /// <param name="padding">Padding of the source, (N,S), bool, true = ignore; null for none.</param>
    /// <param name="maxLength">The most words, the end token included; null for as many as the model takes.</param>
    /// <returns>(N,T), int64, without the begin token, T ≤ maxLength; after its end token a sentence is
    /// padded.</returns>
    /// <exception cref="ArgumentException">The source does not fit, or maxLength is not in [1, MaxLength].</exception>
    public static Tensor Translate(this Seq2Seq model, Tensor source, Tensor? padding = null, long? maxLength = null)
    {
        var options = model.Options;
        var most = maxLength ?? options.MaxLength;
        if (most < 1 || most > options.MaxLength)
            throw new ArgumentException($"maxLength: expected 1 to {options.MaxLength}, got {most}.");
        var learning = model.training;
        model.eval();
        using var off = no_grad();
        using var scope = NewDisposeScope();
        try
        {
            var memory = model.Encode(source, padding);
            var words = full([source.size(0), 1], options.Begin, ScalarType.Int64, source.device);   // (N,1)
            var ended = zeros_like(words, ScalarType.Bool);                                           // (N,1)
            while (words.size(1) <= most && !ended.all().item<bool>())
            {
                var logits = model.Decode(words, memory, null, padding);                              // (N,T,V)
                var next = logits.narrow(1, words.size(1) - 1, 1).argmax(-1);                         // (N,1)
                next = next.masked_fill(ended, options.Padding);
                words = cat([words, next], 1);                                                        // (N,T+1)
                ended = ended | next.eq(options.End);
            }
            return words.narrow(1, 1, words.size(1) - 1).contiguous().MoveToOuterDisposeScope();
        }
        finally
        {
            model.train(learning);
        }
    }
}
