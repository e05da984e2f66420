using System.Globalization;

namespace Lectures.Models.Display;

/// <summary>The one form in which PyTorch prints a tensor's numbers: whole (<c>2.</c>), fixed (<c>2.5000</c>), or
/// scientific (<c>2.5000e+00</c>) where they span more than three powers of ten, or are very large or small.</summary>
internal sealed class RealForm
{
    private const double MostSpan = 1000, Large = 1e8, Small = 1e-4;
    private readonly bool isWhole, isScientific;

    /// <summary>The form for some numbers; zeros and what is not finite have no say in it.</summary>
    public RealForm(IReadOnlyCollection<double> values)
    {
        var deciding = values.Where(value => value != 0 && double.IsFinite(value)).ToList();
        isWhole = deciding.TrueForAll(value => value == Math.Ceiling(value));
        if (deciding.Count == 0)
        {
            Width = 1;
            return;
        }
        var (most, least) = (deciding.Max(Math.Abs), deciding.Min(Math.Abs));
        isScientific = most / least > MostSpan || most > Large || (!isWhole && least < Small);
        Width = Math.Max(1, deciding.Max(value => Text(value).Length));
    }

    /// <summary>The width of the longest of those numbers.</summary>
    public int Width { get; }

    /// <summary>A number in this form, not padded.</summary>
    public string Text(double value) =>
        double.IsNaN(value) ? "nan"
        : double.IsInfinity(value) ? value > 0 ? "inf" : "-inf"
        : isScientific ? Scientific(value)
        : isWhole ? value.ToString("F0", CultureInfo.InvariantCulture) + "."
        : value.ToString("F4", CultureInfo.InvariantCulture);

    // "2.5000E+000" → "2.5000e+00"
    private static string Scientific(double value)
    {
        var parts = value.ToString("E4", CultureInfo.InvariantCulture).Split('E');
        var power = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return $"{parts[0]}e{(power < 0 ? '-' : '+')}{Math.Abs(power):00}";
    }
}
