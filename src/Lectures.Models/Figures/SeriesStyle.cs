using ScottPlot;

namespace Lectures.Models.Figures;

/// <summary>How series are told apart: by colour, and by shape or pattern for who sees no colours.</summary>
internal static class SeriesStyle
{
    /// <summary>Points of a series up to which each is marked.</summary>
    public const int MostMarkers = 40;

    private static readonly MarkerShape[] shapes =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown,
    ];

    private static readonly LinePattern[] patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted];

    public static Color Colour(int series) => HouseStyle.Palette[series % HouseStyle.Palette.Count];

    public static MarkerShape Shape(int series) => shapes[series % shapes.Length];

    /// <summary>Solid lines as long as there are colours, then broken ones.</summary>
    public static LinePattern Pattern(int series) =>
        patterns[series / HouseStyle.Palette.Count % patterns.Length];

    public static LineStyle Line(int series) =>
        new() { Color = Colour(series), Width = HouseStyle.LineWidth, Pattern = Pattern(series) };

    public static MarkerStyle Marker(int series, float size) => new(Shape(series), size, Colour(series));

    /// <summary>A line for values to be compared with.</summary>
    public static LineStyle Reference(int number) => new()
    {
        Color = number / 2 % 2 == 0 ? HouseStyle.Ink : HouseStyle.Axis,
        Width = 1.75f * HouseStyle.ThinLine,
        Pattern = number % 2 == 0 ? LinePattern.Dashed : LinePattern.Dotted,
    };
}
