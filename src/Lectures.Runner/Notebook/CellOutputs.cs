namespace Lectures.Runner.Notebook;

/// <summary>Collects what a cell puts out, as it comes: streams are merged where nothing stands between them, and only
/// so much text is kept.</summary>
internal sealed class CellOutputs
{
    private const int MostText = 1 << 20;
    private readonly List<CellOutput> outputs = [];
    private readonly Dictionary<string, int> places = [];
    private int kept;
    private bool isCut;

    /// <summary>All of it.</summary>
    public IReadOnlyList<CellOutput> All => [.. outputs.Select(output =>
        output is StreamOutput stream ? stream with { Text = TerminalText.Of(stream.Text) } : output)];

    /// <summary>Adds text of a stream.</summary>
    public void Print(string stream, string text)
    {
        if (isCut) return;
        if (kept + text.Length > MostText)
        {
            isCut = true;
            text = text[..(MostText - kept)] + $"\n… cut here: a cell keeps {MostText:N0} characters.\n";
        }
        kept += text.Length;
        if (outputs is [.., StreamOutput last] && last.Name == stream)
            outputs[^1] = last with { Text = last.Text + text };
        else
            outputs.Add(new StreamOutput(stream, text));
    }

    /// <summary>Adds something shown, or replaces it.</summary>
    /// <param name="identity">Of what may be replaced; empty for what may not.</param>
    /// <param name="shown">What is shown.</param>
    public void Show(string identity, DisplayOutput shown)
    {
        if (places.TryGetValue(identity, out var place))
        {
            outputs[place] = shown;
            return;
        }
        if (identity.Length > 0) places[identity] = outputs.Count;
        outputs.Add(shown);
    }

    /// <summary>Adds an error.</summary>
    public void Fail(ErrorOutput error) => outputs.Add(error);
}
