using System.Text;
using System.Text.Json.Nodes;

namespace Lectures.Runner.Notebook;

/// <summary>How a file writes its JSON, so that what is added looks like the rest; Python, which writes most notebooks,
/// does it so.</summary>
/// <param name="Unit">The indentation of one level; null where all stands on one line.</param>
/// <param name="Base">The indentation of the line.</param>
/// <param name="LineEnd">What ends a line.</param>
/// <param name="IsAscii">Whether all other characters are escaped.</param>
internal sealed record JsonForm(string? Unit, string Base, string LineEnd, bool IsAscii)
{
    // {"cells": [{"outputs": … : the third level
    private const int Level = 3;

    /// <summary>The form around the value of a code cell's property.</summary>
    /// <param name="file">The file's content.</param>
    /// <param name="value">Where the value begins.</param>
    public static JsonForm At(byte[] file, int value)
    {
        var isAscii = file.AsSpan().IndexOf("\\u"u8) >= 0
            && !file.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)127);
        var line = file.AsSpan(0, value).LastIndexOf((byte)'\n') + 1;
        var text = Encoding.UTF8.GetString(file.AsSpan(line..value));
        var indentation = text[..^text.TrimStart(' ', '\t').Length];
        if (line == 0 || indentation.Length == 0 || text.Contains('{')) return new(null, "", "", isAscii);
        return new(indentation[..Math.Max(1, indentation.Length / Level)], indentation,
            line > 1 && file[line - 2] == '\r' ? "\r\n" : "\n", isAscii);
    }

    /// <summary>A value as text.</summary>
    public string Write(JsonNode? value)
    {
        var text = new StringBuilder();
        Write(text, value, Base);
        return text.ToString();
    }

    private void Write(StringBuilder text, JsonNode? value, string indentation)
    {
        if (value is JsonArray array)
            Write(text, '[', ']', array, indentation, item => Write(text, item, indentation + Unit));
        else if (value is JsonObject map)
            Write(text, '{', '}', map, indentation, item =>
            {
                WriteString(text, item.Key);
                text.Append(": ");
                Write(text, item.Value, indentation + Unit);
            });
        else if (value is JsonValue single && single.TryGetValue<string>(out var content))
            WriteString(text, content);
        else
            text.Append(value?.ToJsonString() ?? "null");
    }

    private void Write<T>(
        StringBuilder text, char open, char close, ICollection<T> items, string indentation, Action<T> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first) text.Append(Unit is null ? ", " : ",");
            if (Unit is not null) text.Append(LineEnd).Append(indentation).Append(Unit);
            write(item);
            first = false;
        }
        if (Unit is not null && !first) text.Append(LineEnd).Append(indentation);
        text.Append(close);
    }

    private void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append($"\\u{(int)c:x4}"),
                > '~' when IsAscii => text.Append($"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        text.Append('"');
    }
}
