using Lectures.Models.Images;
using ScottPlot;
using SkiaSharp;

namespace Lectures.Models.Figures;

/// <summary>What a sign in a figure means.</summary>
/// <param name="Label">One line.</param>
internal sealed record LegendEntry(string Label)
{
    private const float Sample = 60, Ramp = 160, Space = 12, Baseline = 10;

    /// <summary>The colour of what is no number.</summary>
    public static LegendEntry Missing => new("no number") { Fill = ColourMap.Missing };

    /// <summary>How a line or the outline of a bar is drawn, or null.</summary>
    public LineStyle? Line { get; init; }

    /// <summary>How a point is drawn, or null.</summary>
    public MarkerStyle? Marker { get; init; }

    /// <summary>How an area is filled, or null.</summary>
    public Color? Fill { get; init; }

    /// <summary>The colours from 0 to 1 and what the ends are called, or null.</summary>
    public (Func<double, Color> Map, string Low, string High)? Scale { get; init; }

    public float Width => SampleWidth + Space + Lettering.Width(Label, HouseStyle.TickSize);

    private float SampleWidth => Scale is { } scale
        ? Lettering.Width(scale.Low + scale.High, HouseStyle.TickSize) + Ramp + 2 * Space
        : Line is null && Fill is null ? HouseStyle.MarkerSize * 2 : Sample;

    /// <summary>Draws sample and label.</summary>
    public void Draw(SKCanvas canvas, float x, float middle)
    {
        using var paint = Paint.NewDisposablePaint();
        var width = SampleWidth;
        if (Scale is { } scale) DrawRamp(canvas, scale, x, middle);
        if (Fill is { } fill)
        {
            using var brush = new SKPaint { Color = fill.ToSKColor() };
            canvas.DrawRect(SKRect.Create(x, middle - 14, width, 28), brush);
        }
        if (Line is { } line)
            Stroke.Draw(canvas, [new(x, middle), new(x + width, middle)], line);
        Marker?.Render(canvas, new Pixel(x + width / 2, middle), paint);
        Text(canvas, Label, x + width + Space, middle);
    }

    private static void DrawRamp(
        SKCanvas canvas, (Func<double, Color> Map, string Low, string High) scale, float x, float middle)
    {
        Text(canvas, scale.Low, x, middle);
        x += Lettering.Width(scale.Low, HouseStyle.TickSize) + Space;
        using var brush = new SKPaint();
        for (var step = 0; step < Ramp; step += 4)
        {
            brush.Color = scale.Map((step + 2) / Ramp).ToSKColor();
            canvas.DrawRect(SKRect.Create(x + step, middle - 12, Ramp - step, 24), brush);
        }
        using var frame = new SKPaint
        { Style = SKPaintStyle.Stroke, Color = HouseStyle.Axis.ToSKColor(), StrokeWidth = 1 };
        canvas.DrawRect(SKRect.Create(x, middle - 12, Ramp, 24), frame);
        Text(canvas, scale.High, x + Ramp + Space, middle);
    }

    private static void Text(SKCanvas canvas, string text, float x, float middle) => Lettering.Draw(
        canvas, text, x, middle + Baseline, HouseStyle.TickSize, HouseStyle.Ink.ToSKColor());
}
