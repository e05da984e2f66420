using System.Text;

namespace Lectures.Runner.Notebook;

/// <summary>The console of a cell: tells at once what is written, for the process may end at any time.</summary>
/// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="tell">Takes it.</param>
internal sealed class KernelWriter(string name, Action<KernelMessage> tell) : TextWriter
{
    private const int MostAtOnce = 1 << 16;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        for (int at = 0, end; at < value?.Length; at = end)
        {
            end = Math.Min(at + MostAtOnce, value.Length);
            if (end < value.Length && char.IsHighSurrogate(value[end - 1])) end--;     // no half of a character
            tell(new(KernelEvent.Stream, name, value[at..end]));
        }
    }
}
