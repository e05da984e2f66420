using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Data.Text;

/// <summary>Windows of a text to be continued: T characters, and as targets those one place further.</summary>
public sealed class TextPatterns : IPatterns
{
    private readonly TextWindows windows;           // of T + 1 characters
    private readonly bool hasPadding;

    private TextPatterns(TextCorpus text, int length, int stride, bool hasPadding)
    {
        (Length, this.hasPadding) = (length, hasPadding);
        windows = new(text.Codes, length + 1, stride);
    }

    /// <summary>T, the characters of a window.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public int Count => windows.Count;

    /// <inheritdoc/>
    /// <remarks>Null: what comes next is the target, there are no classes.</remarks>
    public Tensor? Classes => null;

    /// <summary>Every window there is, to learn from: the i-th begins at character i.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">T.</param>
    /// <param name="hasPadding">Whether the model has a second input for padding (<see cref="Gpt"/>); there is none, so
    /// it is null.</param>
    /// <exception cref="DataException">The text is not longer than a window.</exception>
    public static TextPatterns Everywhere(TextCorpus text, int length, bool hasPadding = false)
    {
        Expect.AtLeast(length, 1);
        if (text.Length <= length)
        {
            throw new DataException(
                $"text: windows of {length} characters need at least {length + 1L}, got {text.Length}.");
        }
        return new(text, length, 1, hasPadding);
    }

    /// <summary>The text once from end to end, to judge by: every character after the first is guessed once; what the
    /// last window has in common with the one before it has the target <see cref="Bert.Ignored"/>.</summary>
    /// <param name="text">The text; shorter than a window, it is one window.</param>
    /// <param name="length">T.</param>
    /// <param name="hasPadding">Whether the model has a second input for padding, which is null.</param>
    public static TextPatterns WholeText(TextCorpus text, int length, bool hasPadding = false)
    {
        length = (int)Math.Min(Expect.AtLeast(length, 1), text.Length - 1);
        return new(text, length, length, hasPadding);
    }

    /// <inheritdoc/>
    public Batch Take(Tensor indices, Generator? random = null)
    {
        using var scope = NewDisposeScope();
        var begins = windows.Begins(indices);
        var characters = windows.At(begins);                                 // (n,T+1)
        var (x, target) = (characters.narrow(1, 0, Length), characters.narrow(1, 1, Length));
        if (windows.Stride > 1)
        {
            var earlier = (indices * windows.Stride - begins).unsqueeze(1) > arange(Length);
            target = target.masked_fill(earlier, Bert.Ignored);
        }
        x.MoveToOuterDisposeScope();
        return new(hasPadding ? [x, null] : [x], target.MoveToOuterDisposeScope());
    }

    /// <summary>Releases the text.</summary>
    public void Dispose() => windows.Dispose();
}
