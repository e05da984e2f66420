using System.Text;

namespace Lectures.Runner.Processes;

/// <summary>What a process writes, line by line, of which only so much is kept: it may never end.</summary>
internal sealed class ProcessOutput
{
    private const int MostLines = 200, LongestLine = 1000, LongestMessage = 64 << 20;
    private readonly List<string> lines = [];
    private readonly Task reading;

    /// <summary>Begins to read.</summary>
    /// <param name="reader">The stream.</param>
    /// <param name="take">Is given each line; returns what of it was no message to it, or null.</param>
    public ProcessOutput(StreamReader reader, Func<string, string?> take) =>
        reading = Task.Run(() => Read(reader, take));

    /// <summary>How many characters that were no message.</summary>
    public long Length { get; private set; }

    /// <summary>How many lines that were no message.</summary>
    public long LineCount { get; private set; }

    /// <summary>The first and the last lines that were no message.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    /// <summary>Waits until everything is read, but not for what the process has left behind.</summary>
    public void WaitForEnd() => reading.Wait(TimeSpan.FromSeconds(1));

    private void Read(StreamReader reader, Func<string, string?> take)
    {
        // A StreamReader may wait for more while it holds whole lines; the stream gives what there is.
        var (line, decoder, bytes) = (new StringBuilder(), reader.CurrentEncoding.GetDecoder(), new byte[4096]);
        var characters = new char[reader.CurrentEncoding.GetMaxCharCount(bytes.Length)];
        try
        {
            for (int count; (count = reader.BaseStream.Read(bytes)) > 0;)
                foreach (var c in characters.AsSpan(0, decoder.GetChars(bytes, 0, count, characters, 0)))
                {
                    if (c == '\n')
                        End();
                    else if (line.Length < LongestMessage)
                        line.Append(c);
                    else
                        Length++;
                }
        }
        catch (IOException)
        {
            // The process has ended.
        }
        if (line.Length > 0) End();

        void End()
        {
            var whole = line.ToString().TrimEnd('\r');
            line.Clear();
            if (take(whole) is not { } text) return;
            Length += text.Length + 1;
            LineCount++;
            lock (lines)
            {
                if (lines.Count >= MostLines) lines.RemoveAt(MostLines / 2);
                lines.Add(text.Length > LongestLine ? text[..LongestLine] + "…" : text);
            }
        }
    }
}
