using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Data.Text;

/// <summary>Windows of a text with some characters hidden, which are to be guessed from both sides (<see
/// cref="Bert"/>).</summary>
/// <remarks>
/// A token is a character's number + 2: 0 is kept for padding, 1 hides. While learning chance decides each time anew
/// what is hidden; in recognition a window's own number does. In every window at least one place is hidden.
/// </remarks>
public sealed class MaskedTextPatterns : IPatterns
{
    /// <summary>Tokens that are no characters: 0 for padding, 1 = <see cref="BertOptions.Mask"/>.</summary>
    public const int SpecialTokens = 2;

    private const int HiddenStream = 0x6d61736b;

    private readonly TextWindows windows;
    private readonly long vocabulary;
    private readonly double share;
    private readonly int length;

    private MaskedTextPatterns(TextCorpus text, int length, int stride, double share)
    {
        (vocabulary, this.length, this.share) = (text.VocabularySize + SpecialTokens, length, Expect.Share(share));
        windows = new(text.Codes, length, stride);
    }

    /// <summary>V, the tokens there are: the text's characters and the special ones.</summary>
    public long Vocabulary => vocabulary;

    /// <inheritdoc/>
    public int Count => windows.Count;

    /// <inheritdoc/>
    /// <remarks>Null: the hidden characters are the target, there are no classes.</remarks>
    public Tensor? Classes => null;

    /// <summary>Every window there is, to learn from: the i-th begins at character i.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">T, the characters of a window.</param>
    /// <param name="share">The share that is hidden, in [0, 1).</param>
    /// <exception cref="DataException">The text is shorter than a window.</exception>
    public static MaskedTextPatterns Everywhere(TextCorpus text, int length, double share = 0.15)
    {
        Expect.AtLeast(length, 1);
        if (text.Length < length)
            throw new DataException($"text: windows of {length} characters need as many, got {text.Length}.");
        return new(text, length, 1, share);
    }

    /// <summary>The text once from end to end, to judge by; the last window may overlap the one before.</summary>
    /// <param name="text">The text; shorter than a window, it is one window.</param>
    /// <param name="length">T, the characters of a window.</param>
    /// <param name="share">The share that is hidden, in [0, 1).</param>
    public static MaskedTextPatterns WholeText(TextCorpus text, int length, double share = 0.15)
    {
        length = (int)Math.Min(Expect.AtLeast(length, 1), text.Length);
        return new(text, length, length, share);
    }

    /// <inheritdoc/>
    /// <remarks>Inputs: the tokens (n, T) and no padding; target: the token where hidden, <see cref="Bert.Ignored"/>
    /// elsewhere.</remarks>
    public Batch Take(Tensor indices, Generator? random = null)
    {
        using var scope = NewDisposeScope();
        var tokens = windows.At(windows.Begins(indices)).add_(SpecialTokens);               // (n,T)
        var (chance, how, other) = random is null ? Fixed(indices) : Drawn(tokens.shape, random);
        var hidden = chance <= chance.amin([1], keepdim: true).clamp_min(share);
        var (read, target) = Bert.Hide(tokens, hidden, how, other, BertMask);
        return new([read.MoveToOuterDisposeScope(), null], target.MoveToOuterDisposeScope());
    }

    /// <summary>Releases the text.</summary>
    public void Dispose() => windows.Dispose();

    private static long BertMask => new BertOptions().Mask;

    private (Tensor Chance, Tensor How, Tensor Other) Drawn(long[] shape, Generator random) => (
        rand(shape, ScalarType.Float64, generator: random), rand(shape, ScalarType.Float64, generator: random),
        randint(0, vocabulary, shape, dtype: ScalarType.Int64, generator: random));

    // The same for the same window, whatever others are taken with it.
    private (Tensor Chance, Tensor How, Tensor Other) Fixed(Tensor indices)
    {
        var chosen = indices.data<long>().ToArray();
        var (chance, how) = (new double[chosen.Length * length], new double[chosen.Length * length]);
        var other = new long[chosen.Length * length];
        for (var n = 0; n < chosen.Length; n++)
        {
            var random = SplitMix64.Stream(HiddenStream, chosen[n]);
            for (var i = n * length; i < (n + 1) * length; i++)
                (chance[i], how[i], other[i]) = (random.Uniform(), random.Uniform(), random.Next(vocabulary));
        }
        long[] shape = [chosen.Length, length];
        return (tensor(chance, shape), tensor(how, shape), tensor(other, shape));
    }
}
