using System.Text.Json;

namespace Lectures.Runner.Notebook;

/// <summary>The packages that the runner is built with, and its own library, as the build has written them
/// down.</summary>
internal static class CarriedPackages
{
    private static readonly Lazy<Dictionary<string, string>> versions = new(() =>
    {
        var file = Path.ChangeExtension(typeof(CarriedPackages).Assembly.Location, ".deps.json");
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return json.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/'))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
    });

    /// <summary>Whether a package is there, in whatever version.</summary>
    public static bool Has(string name) => versions.Value.ContainsKey(name);

    /// <summary>The version that is there, or null.</summary>
    public static string? Version(string name) => versions.Value.GetValueOrDefault(name);
}
