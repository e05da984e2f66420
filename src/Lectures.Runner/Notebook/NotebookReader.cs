using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lectures.Models.Data;

namespace Lectures.Runner.Notebook;

/// <summary>Reads notebooks and holds them to the rules of nbformat 4, up to 4.5.</summary>
internal static partial class NotebookReader
{
    private const int Format = 4, MinorWithIds = 5;
    private const long MostBytes = 1L << 28;
    private static readonly JsonDocumentOptions strict = new() { AllowDuplicateProperties = false, MaxDepth = 256 };
    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">It cannot be read, or is no notebook; one line.</exception>
    public static NotebookFile Read(string path) => Read(path, ReadableFile.Read(path, file =>
    {
        if (file.Length > MostBytes)
            throw new DataException(
                $"{path}: expected a notebook of at most {MostBytes:N0} bytes, got {file.Length:N0}.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }));

    /// <summary>Reads a file's content.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static NotebookFile Read(string path, byte[] bytes)
    {
        try
        {
            if (bytes.Length == 0) throw new NotebookFault("expected a notebook, got an empty file.");
            utf8.GetCharCount(bytes);
            var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
            using var json = JsonDocument.Parse(bytes.AsMemory(start), strict);
            return Notebook(new(json.RootElement, ""), path, bytes);
        }
        catch (DecoderFallbackException wrong)
        {
            throw new DataException(
                $"{path}: expected UTF-8, got the byte 0x{wrong.BytesUnknown?[0]:X2} at offset {wrong.Index}.");
        }
        catch (JsonException fault)
        {
            var line = (fault.LineNumber ?? 0) + 1;
            throw new DataException($"{path}: expected a notebook, got what is no JSON: line {line}: {Reason(fault)}");
        }
        catch (InvalidOperationException)       // of JsonElement, where a text is asked for
        {
            throw new DataException(
                $"{path}: expected text, got half a character: one of \\uD800 to \\uDFFF without its other half.");
        }
        catch (NotebookFault fault)
        {
            throw new DataException($"{path}: {fault.Message}");
        }
    }

    private static NotebookFile Notebook(NotebookElement root, string path, byte[] bytes)
    {
        root.ExpectObject();
        if (root.Find("nbformat") is null)
            throw new NotebookFault("expected a notebook, got JSON without 'nbformat'.");
        if (root.Get("nbformat").Whole() is var format && format != Format)
            throw new NotebookFault($"expected nbformat {Format}, got {format}; save it as version {Format}, "
                + "by 'jupyter nbconvert --to notebook' for instance.");
        var minor = root.Get("nbformat_minor").Whole();
        var metadata = root.Get("metadata").ExpectObject();
        var ids = new HashSet<string>();
        var cells = root.Get("cells").Items("cell").Select((cell, index) =>
        {
            cell.ExpectObject();
            if (minor >= MinorWithIds) ExpectId(cell, ids);
            return Cell(cell, index + 1, bytes);
        }).OfType<NotebookCell>().ToList();
        return new(path, bytes, Language(metadata), cells);
    }

    private static void ExpectId(NotebookElement cell, HashSet<string> ids)
    {
        var id = cell.Get("id").Text();
        if (!Id().IsMatch(id))
            throw cell.Fault($"id: expected 1 to 64 letters, digits, '-' and '_', got '{id}'");
        if (!ids.Add(id)) throw cell.Fault($"id: expected one that no other cell has, got '{id}'");
    }

    private static NotebookCell? Cell(NotebookElement cell, int number, byte[] bytes)
    {
        var type = cell.Get("cell_type").Text();
        var metadata = cell.Get("metadata").ExpectObject();
        var source = cell.Get("source").Lines();
        if (type is "markdown" or "raw")
        {
            foreach (var name in (string[])["outputs", "execution_count"])
                if (cell.Find(name) is not null) throw cell.Fault($"expected no '{name}' in a {type} cell");
            return null;
        }
        if (type != "code") throw cell.Fault($"cell_type: expected code, markdown or raw, got '{type}'");
        var (count, outputs) = (cell.Get("execution_count"), cell.Get("outputs"));
        count.ExpectCount();
        NotebookElement? tags = metadata.Find("tags") is { Json.ValueKind: JsonValueKind.Array } list ? list : null;
        return new(number, source, CellLanguage(metadata),
            [.. tags?.Items("tag").Select(tag => tag.TextOrNull()).OfType<string>() ?? []],
            [.. outputs.Items("output").Select(output => Output(output.ExpectObject()))])
        {
            Id = cell.Find("id")?.TextOrNull(),
            Points = metadata.Find("points") is { Json: { ValueKind: JsonValueKind.Number } points }
                ? points.GetDouble() : null,
            SourceAt = At(cell.Get("source"), bytes),
            TagsAt = tags is { } own ? At(own, bytes) : null,
            OutputsAt = At(outputs, bytes),
            CountAt = At(count, bytes),
        };
    }

    private static CellOutput Output(NotebookElement output)
    {
        switch (output.Get("output_type").Text())
        {
            case "stream":
                return new StreamOutput(output.Get("name").Text(), output.Get("text").Lines());
            case "error":
                return new ErrorOutput(output.Get("ename").Text(), output.Get("evalue").Text(),
                    [.. output.Get("traceback").Items("line").Select(line => line.Text())]);
            case "execute_result":
                output.Get("execution_count").ExpectCount();
                return new DisplayOutput(Data(output), IsResult: true);
            case "display_data":
                return new DisplayOutput(Data(output), IsResult: false);
            case var other:
                throw output.Fault(
                    $"output_type: expected execute_result, display_data, stream or error, got '{other}'");
        }
    }

    private static Dictionary<string, string> Data(NotebookElement output)
    {
        output.Get("metadata").ExpectObject();
        return output.Get("data").ExpectObject().Json.EnumerateObject().ToDictionary(form => form.Name,
            form => IsJson(form.Name) ? form.Value.GetRawText() : output.Get("data").Get(form.Name).Lines());
    }

    // A media type whose content nbformat leaves as JSON.
    private static bool IsJson(string mediaType) =>
        mediaType == "application/json" || mediaType.EndsWith("+json", StringComparison.Ordinal);

    private static string? Language(NotebookElement metadata) =>
        metadata.Find("kernelspec")?.Find("language")?.TextOrNull()
        ?? metadata.Find("language_info")?.Find("name")?.TextOrNull();

    // As .NET Interactive writes it, in two generations.
    private static string? CellLanguage(NotebookElement metadata) =>
        metadata.Find("polyglot_notebook")?.Find("kernelName")?.TextOrNull()
        ?? metadata.Find("dotnet_interactive")?.Find("language")?.TextOrNull();

    private static Range At(NotebookElement element, byte[] bytes)
    {
        var value = JsonMarshal.GetRawUtf8Value(element.Json);
        bytes.AsSpan().Overlaps(value, out var offset);
        return offset..(offset + value.Length);
    }

    // Without .NET's "LineNumber: … | BytePositionInLine: …".
    private static string Reason(JsonException fault) =>
        fault.Message.Split(" LineNumber:")[0].Split(" Change the reader options")[0].ReplaceLineEndings(" ");

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex Id();
}
