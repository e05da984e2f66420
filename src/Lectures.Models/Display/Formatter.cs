using Lectures.Models.Figures;

namespace Lectures.Models.Display;

/// <summary>Gives every value the forms in which it is shown.</summary>
public static class Formatter
{
    /// <summary>A value's forms; most values are one thing, an experiment's result is several.</summary>
    public static IEnumerable<MimeBundle> Of(object? value) => value switch
    {
        null => [MimeBundle.Text("null")],
        MimeBundle shown => [shown],
        IDrawable drawable => [Draw(drawable)],
        Figure figure => [Picture(figure)],
        _ => [MimeBundle.Text(value.ToString() ?? "")],
    };

    private static MimeBundle Draw(IDrawable drawable)
    {
        using var figure = drawable.Draw();
        return Picture(figure);
    }

    private static MimeBundle Picture(Figure figure) =>
        MimeBundle.Png(figure.ToPng(), $"figure, {figure.Width}×{figure.Height}");
}
