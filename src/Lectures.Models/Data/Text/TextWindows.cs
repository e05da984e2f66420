using static TorchSharp.torch;

namespace Lectures.Models.Data.Text;

/// <summary>Windows of a text, taken many at a time: all of them share the text's memory.</summary>
internal sealed class TextWindows : IDisposable
{
    private readonly Tensor codes, windows;         // (L) int64, (L − width + 1, width), a view

    /// <summary>The windows of some tokens.</summary>
    /// <param name="codes">The tokens.</param>
    /// <param name="width">Tokens in a window.</param>
    /// <param name="stride">Tokens from the beginning of one window to that of the next; windows at the end begin
    /// earlier, so that the last one ends with the text.</param>
    public TextWindows(ReadOnlyMemory<long> codes, int width, int stride)
    {
        Stride = stride;
        this.codes = tensor(codes.ToArray()).DetachFromDisposeScope();
        windows = this.codes.unfold(0, width, 1).DetachFromDisposeScope();
        Count = 1 + (codes.Length - width + stride - 1) / stride;
    }

    /// <summary>How many windows.</summary>
    public int Count { get; }

    /// <summary>Tokens from one window to the next.</summary>
    public int Stride { get; }

    /// <summary>Where windows begin.</summary>
    /// <param name="indices">(n), int64, each in [0, Count).</param>
    /// <returns>(n), in the caller's dispose scope.</returns>
    public Tensor Begins(Tensor indices)
    {
        using var scope = NewDisposeScope();
        return (indices * Stride).clamp_max(windows.size(0) - 1).MoveToOuterDisposeScope();
    }

    /// <summary>The windows that begin at some places.</summary>
    /// <param name="begins">(n), int64.</param>
    /// <returns>(n, width), in the caller's dispose scope.</returns>
    public Tensor At(Tensor begins) => windows.index_select(0, begins);

    public void Dispose()
    {
        windows.Dispose();
        codes.Dispose();
    }
}
