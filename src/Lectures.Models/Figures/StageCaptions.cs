using Lectures.Models.Images;

namespace Lectures.Models.Figures;

/// <summary>The names of stages above a plot, so that none is written over another.</summary>
internal static class StageCaptions
{
    private const double PlotWidth = 760, Gap = 24;     // of a panel without its axis, in pixels

    /// <summary>What to write where: each name in the middle of its stage; where one is too wide for its own, numbered
    /// stages share one, <c>pre-training 1–3</c>.</summary>
    /// <param name="stages">The names with where they begin and end on the axis, in order.</param>
    /// <param name="left">Where the axis begins.</param>
    /// <param name="right">Where it ends.</param>
    /// <returns>The middle of each text on the axis, and the text.</returns>
    public static IReadOnlyList<(double Place, string Text)> Of(
        IReadOnlyList<(string Name, double Begin, double End)> stages, double left, double right)
    {
        var unit = (right - left) / PlotWidth;          // of the axis, in a pixel
        if (stages.Any(stage => Width(stage.Name) > stage.End - stage.Begin)) stages = Merged(stages);
        var captions = new List<(double Place, string Text)>();
        var free = left;
        foreach (var (name, begin, end) in stages)
        {
            var half = Width(name) / 2;
            var place = Math.Max(free + half, Math.Min((begin + end) / 2, right - half));
            captions.Add((place, name));
            free = place + half;
        }
        return captions;

        double Width(string name) => (Lettering.Width(name, HouseStyle.TickSize) + Gap) * unit;
    }

    private static List<(string Name, double Begin, double End)> Merged(
        IReadOnlyList<(string Name, double Begin, double End)> stages)
    {
        var merged = new List<(string Name, double Begin, double End)>();
        foreach (var (name, begin, end) in stages)
        {
            if (merged.Count > 0 && Parts(merged[^1].Name) is var (kind, first) && Parts(name) is var (same, last)
                && kind == same)
                merged[^1] = ($"{kind} {first.Split('–')[0]}–{last}", merged[^1].Begin, end);
            else
                merged.Add((name, begin, end));
        }
        return merged;
    }

    // "pre-training 2" → ("pre-training", "2")
    private static (string Kind, string Number)? Parts(string name) =>
        name.LastIndexOf(' ') is var space and > 0 && char.IsAsciiDigit(name[space + 1])
            ? (name[..space], name[(space + 1)..]) : null;
}
