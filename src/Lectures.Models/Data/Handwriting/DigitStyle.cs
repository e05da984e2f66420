using System.Globalization;

namespace Lectures.Models.Data.Handwriting;

/// <summary>One way of writing a digit.</summary>
/// <param name="Digit">0 to 9.</param>
/// <param name="Weight">How many of a digit's writers prefer it, relative to the digit's other styles.</param>
/// <param name="Path">
/// Points <c>x,y</c> that the pen passes, in hundredths of the height, x to the right and y down. The pen runs smoothly
/// through a point, turns sharply at one marked <c>*</c>, and is lifted at <c>;</c>.
/// </param>
internal sealed record DigitStyle(int Digit, double Weight, string Path)
{
    /// <summary>The strokes of the path, in units of the height around the middle of the box.</summary>
    public PenPoint[][] Strokes { get; } = Path.Split(';')
        .Select(stroke => stroke.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToArray())
        .ToArray();

    private static PenPoint Parse(string point)
    {
        var corner = point.EndsWith('*');
        var xy = point.TrimEnd('*').Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return new PenPoint((xy[0] - 50) / 100.0, (xy[1] - 50) / 100.0, corner);
    }
}

/// <summary>A point that the pen passes, and whether it turns sharply there.</summary>
internal readonly record struct PenPoint(double X, double Y, bool Corner);
