using System.Text.Json;
using Lectures.Models.Data;

namespace Lectures.Runner.Train;

/// <summary>Settings in a JSON file: one object, <c>{"model": "mlp", "hidden": [512], "rate": 0.001}</c>.</summary>
internal static class OptionsFile
{
    /// <summary>The settings as text by name, as on the command line.</summary>
    /// <exception cref="DataException">The file is missing, or not such an object.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(
                ReadableText.Of(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new DataException($"{path}: expected an object {{…}}, got {document.RootElement.ValueKind}.");
            var settings = new Dictionary<string, string>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!settings.TryAdd(property.Name, Text(path, property)))
                    throw new DataException($"{path}: {property.Name}: stands there twice.");
            }
            return settings;
        }
        catch (JsonException error)
        {
            throw new DataException($"{path}: not JSON: {JsonFault.Of(error, ReadableText.Of(path))}", error);
        }
    }

    private static string Text(string path, JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Null => "none",
        JsonValueKind.String => property.Value.GetString()!,
        JsonValueKind.Number => property.Value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array => string.Join(',', property.Value.EnumerateArray().Select(item => item.GetRawText())),
        _ => throw new DataException($"{path}: {property.Name}: expected a value or a list, got an object."),
    };
}
