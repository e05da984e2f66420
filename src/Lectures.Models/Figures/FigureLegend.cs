using SkiaSharp;

namespace Lectures.Models.Figures;

/// <summary>The legend below all panels of a figure, in as many lines as it needs.</summary>
/// <param name="entries">In reading order; of those with the same label the first.</param>
internal sealed class FigureLegend(IEnumerable<LegendEntry> entries)
{
    private const float LineHeight = 44, Gap = 40, Above = 12;

    private readonly LegendEntry[] entries =
        [.. entries.Where(entry => entry.Label.Length > 0).DistinctBy(entry => entry.Label)];

    /// <summary>The room that the widest entry needs.</summary>
    public float Least => entries.Length == 0 ? 0 : entries.Max(entry => entry.Width);

    public int Height(float room) => entries.Length == 0 ? 0 : (int)(Above + LineHeight * Lines(room).Count);

    public void Draw(SKCanvas canvas, float left, float top, float room)
    {
        top += Above;
        foreach (var line in Lines(room))
        {
            var x = left + (room - Width(line)) / 2;
            foreach (var entry in line)
            {
                entry.Draw(canvas, x, top + LineHeight / 2);
                x += entry.Width + Gap;
            }
            top += LineHeight;
        }
    }

    private static float Width(List<LegendEntry> line) => line.Sum(entry => entry.Width + Gap) - Gap;

    private List<List<LegendEntry>> Lines(float room)
    {
        var lines = new List<List<LegendEntry>>();
        foreach (var entry in entries)
        {
            if (lines.Count == 0 || Width(lines[^1]) + Gap + entry.Width > room) lines.Add([]);
            lines[^1].Add(entry);
        }
        return lines;
    }
}
