using Lectures.Models.Figures;
using ScottPlot;
using SkiaSharp;

namespace Lectures.Models.Display;

/// <summary>Figures, plots and images as pictures.</summary>
internal static class PictureForms
{
    private const string Svg = "image/svg+xml";
    private const int PlotWidth = 960, PlotHeight = 720;
    private const double Most = 900, Usual = 2 / 3.0;      // how wide a figure stands in a column of text, in pixels

    /// <summary>A figure as PNG, or as SVG where that is asked for.</summary>
    /// <param name="figure">The figure; the caller disposes it.</param>
    /// <param name="caption">What is to be seen, or nothing.</param>
    /// <param name="mimeTypes">The forms that are asked for; none for PNG.</param>
    public static MimeBundle Of(Figure figure, string caption = "", params IReadOnlyCollection<string> mimeTypes)
    {
        var text = Size(caption.Length > 0 ? caption : "figure", figure.Width, figure.Height);
        return mimeTypes.Contains(Svg)
            ? MimeBundle.Svg(figure.ToSvg(), text)
            : MimeBundle.Png(figure.ToPng(Math.Min(Usual, Most / figure.Width)), text);
    }

    /// <summary>Numbers that know how they are drawn.</summary>
    public static MimeBundle Of(IDrawable drawable, IReadOnlyCollection<string> mimeTypes)
    {
        using var figure = drawable.Draw();
        return Of(figure, "", mimeTypes);
    }

    /// <summary>A plot, in any style.</summary>
    public static MimeBundle Of(Plot plot, IReadOnlyCollection<string> mimeTypes)
    {
        var text = Size("plot", PlotWidth, PlotHeight);
        return mimeTypes.Contains(Svg)
            ? MimeBundle.Svg(plot.GetSvgXml(PlotWidth, PlotHeight), text)
            : MimeBundle.Png(plot.GetImageBytes(PlotWidth, PlotHeight, ImageFormat.Png), text);
    }

    /// <summary>An image.</summary>
    public static MimeBundle Of(Images.Picture picture) =>
        MimeBundle.Png(picture.ToPng(), Size("picture", picture.Width, picture.Height));

    /// <summary>An image of SkiaSharp.</summary>
    public static MimeBundle Of(SKImage image)
    {
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return MimeBundle.Png(data.ToArray(), Size("image", image.Width, image.Height));
    }

    /// <summary>A bitmap of SkiaSharp.</summary>
    public static MimeBundle Of(SKBitmap bitmap)
    {
        using var image = SKImage.FromBitmap(bitmap);
        return Of(image);
    }

    private static string Size(string what, int width, int height) => $"{what}, {width}×{height}";
}
