using Lectures.Models.Images;
using ScottPlot;
using ScottPlot.AxisPanels;
using SkiaSharp;

namespace Lectures.Models.Figures;

/// <summary>How every figure looks: white, large enough for the last row of a lecture hall, in colours that a
/// colour-blind reader tells apart, lettered the same on every machine.</summary>
public static class HouseStyle
{
    /// <summary>Sizes of letters in pixels, for a panel 960 pixels wide.</summary>
    public const float TitleSize = 36, LabelSize = 32, TickSize = 28;

    /// <summary>Widths of curves and of thin lines, and sizes of markers, in pixels.</summary>
    public const float LineWidth = 4.5f, ThinLine = 2, MarkerSize = 15;

    /// <summary>Colours to tell series apart, the most different first: blue, vermillion, bluish green, reddish purple,
    /// orange, sky blue, black.</summary>
    /// <remarks>Source: Okabe and Ito (2008), Color Universal Design, without its yellow, too pale on white.</remarks>
    public static IReadOnlyList<Color> Palette { get; } =
        [.. from hex in (string[])["0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "000000"]
            select Color.FromHex(hex)];

    /// <summary>Colours of text, of axes, and of the grid.</summary>
    public static Color Ink { get; } = Color.FromHex("262B33");

    /// <inheritdoc cref="Ink"/>
    public static Color Axis { get; } = Color.FromHex("6B727D");

    /// <inheritdoc cref="Ink"/>
    public static Color Grid { get; } = Color.FromHex("E1E4E8");

    /// <summary>Family of the font; ScottPlot knows it once this class has been used.</summary>
    public static string Font => StrokeTypeface.Family;

    static HouseStyle() => Fonts.FontResolvers.Insert(0, new StrokeFontResolver());

    /// <summary>An empty plot in the house style.</summary>
    /// <param name="title">One line above it, or nothing.</param>
    /// <param name="x">What the horizontal axis shows, with its unit: <c>time (s)</c>.</param>
    /// <param name="y">What the vertical axis shows, with its unit.</param>
    /// <returns>The plot, to be drawn into and given to a <see cref="Figure"/>.</returns>
    public static Plot NewPlot(string title = "", string x = "", string y = "")
    {
        var plot = new Plot();
        plot.FigureBackground.Color = plot.DataBackground.Color = Colors.White;
        plot.RenderManager.ClearCanvasBeforeEachRender = false;     // other panels stand on it
        plot.Grid.MajorLineColor = Grid;
        plot.Grid.MajorLineWidth = ThinLine;
        foreach (var axis in plot.Axes.GetAxes())
        {
            Letter(axis.Label, axis.Label.Text, LabelSize);
            Letter(axis.TickLabelStyle, "", TickSize);
            axis.FrameLineStyle.Color = axis.MajorTickStyle.Color = axis.MinorTickStyle.Color = Axis;
            axis.FrameLineStyle.Width = axis.MajorTickStyle.Width = axis.MinorTickStyle.Width = ThinLine;
            (axis.MajorTickStyle.Length, axis.MinorTickStyle.Length) = (8, 4);
        }
        ((YAxisBase)plot.Axes.Left).PaddingBetweenTickAndAxisLabels = new(20, 20, 0, 0);
        plot.Axes.Top.FrameLineStyle.Width = plot.Axes.Right.FrameLineStyle.Width = 0;
        Letter(plot.Axes.Bottom.Label, x, LabelSize);
        Letter(plot.Axes.Left.Label, y, LabelSize);
        Letter(plot.Axes.Title.Label, title, TitleSize, bold: true);
        plot.Axes.Title.IsVisible = title.Length > 0;
        return plot;
    }

    /// <summary>Letters a text in the house style.</summary>
    /// <param name="label">The label to change.</param>
    /// <param name="text">Its text; where our font lacks a character, one of the system's that has it is used.</param>
    /// <param name="size">Of the letters, in pixels.</param>
    /// <param name="bold">Whether they are bold.</param>
    public static void Letter(LabelStyle label, string text, float size, bool bold = false) =>
        (label.Text, label.FontSize, label.Bold, label.ForeColor, label.FontName) =
            (text, size, bold, Ink, FontFor(text));

    /// <summary>Says that a plot shows nothing.</summary>
    internal static void SayEmpty(Plot plot)
    {
        var limits = plot.Axes.GetLimits();
        var text = plot.Add.Text("no finite value", limits.HorizontalCenter, limits.VerticalCenter);
        Letter(text.LabelStyle, text.LabelText, LabelSize);
        text.LabelAlignment = Alignment.MiddleCenter;
    }

    /// <summary>Makes title and axis labels smaller where a panel has no room for them.</summary>
    internal static void FitLabels(Plot plot, int width, int height)
    {
        foreach (var (label, room) in ((LabelStyle, int)[])
            [(plot.Axes.Title.Label, width), (plot.Axes.Bottom.Label, width), (plot.Axes.Left.Label, height)])
        {
            var needed = Lettering.Width(label.Text, label.FontSize);
            if (needed > 0.8f * room) label.FontSize *= 0.8f * room / needed;
        }
    }

    /// <summary>The font that has the characters of a text: ours, or else one of the system's.</summary>
    internal static string FontFor(string text) => Lettering.SystemTypeface(text)?.FamilyName ?? Font;

    private sealed class StrokeFontResolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName == Font ? StrokeTypeface.Typeface(weight >= FontWeight.SemiBold) : null;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName == Font ? StrokeTypeface.Typeface(bold) : null;
    }
}
