using System.Text;
using Lectures.Models.Display;

namespace Lectures.Runner.Notebook;

/// <summary>Collects what a cell puts out, as it comes: streams are merged where nothing stands between them, and only
/// so much text is kept.</summary>
internal sealed class CellOutputs
{
    private const int MostText = 1 << 20, MostData = 1 << 25, MostOutputs = 1000;

    private static readonly string cutNote =
        $"… cut here: a cell keeps {MostOutputs:N0} outputs and {MostData:N0} characters of data.";

    private readonly List<CellOutput> outputs = [];
    private readonly Dictionary<string, int> places = [];
    private readonly StringBuilder printed = new();
    private string stream = "";
    private int left = MostText;
    private long dataLeft = MostData;

    /// <summary>All of it, up to now.</summary>
    public IReadOnlyList<CellOutput> All
    {
        get
        {
            EndStream();
            return [.. outputs];
        }
    }

    /// <summary>Whether an error is among it.</summary>
    public bool HasFailed => outputs.Exists(output => output is ErrorOutput);

    /// <summary>Adds text of a stream.</summary>
    public void Print(string name, string text)
    {
        if (left < 0) return;
        if (name != stream) EndStream();
        stream = name;
        printed.Append(text.AsSpan(0, Math.Min(left, text.Length)));
        left -= text.Length;
        if (left < 0) printed.Append($"\n… cut here: a cell keeps {MostText:N0} characters.\n");
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
        if (dataLeft < 0) return;
        dataLeft = outputs.Count < MostOutputs ? dataLeft - shown.Data.Sum(form => (long)form.Value.Length) : -1;
        if (dataLeft < 0)
            shown = new(MimeBundle.Text(cutNote).Forms, IsResult: false);
        EndStream();
        if (identity.Length > 0) places[identity] = outputs.Count;
        outputs.Add(shown);
    }

    /// <summary>Adds an error.</summary>
    public void Fail(ErrorOutput error)
    {
        EndStream();
        outputs.Add(error);
    }

    private void EndStream()
    {
        if (printed.Length > 0) outputs.Add(new StreamOutput(stream, TerminalText.Of(printed.ToString())));
        printed.Clear();
    }
}
