using System.Globalization;
using Lectures.Models.Data;
using SkiaSharp;

namespace Lectures.Models.Images;

/// <summary>One picture that explains a prediction: the steps of the normalisation and the probabilities.</summary>
/// <param name="digit">What the model saw, and how it came about.</param>
/// <param name="classes">The classes' names, K of them, at least 1.</param>
/// <param name="probabilities">Of each class, K values in [0, 1].</param>
/// <param name="title">One line above; without it the winner and its probability.</param>
public sealed class PredictionFigure(
    NormalisedDigit digit, IReadOnlyList<string> classes, IReadOnlyList<double> probabilities, string? title = null)
{
    private const int Margin = 32, Panel = 168, Gap = 40, BarHeight = 20, BarStep = 30, MostBars = 12;
    private const int PanelTop = 92, BarsTop = PanelTop + Panel + 100;
    private const float TitleSize = 26, TextSize = 17, SmallSize = 14;

    // Okabe and Ito (2008): blue and grey differ for every eye, in lightness too.
    private static readonly SKColor winnerColour = new(0x00, 0x72, 0xB2), otherColour = new(0xC3, 0xC8, 0xCF);

    /// <summary>The content of a PNG file with the figure.</summary>
    /// <returns>The bytes; the same ones for the same prediction.</returns>
    /// <exception cref="ArgumentException">Classes and probabilities are none or not equally many, or a probability is
    /// outside [0, 1].</exception>
    public byte[] ToPng()
    {
        Check();
        var winner = Enumerable.Range(0, classes.Count).MaxBy(k => probabilities[k]);
        var shown = Shown();
        var steps = digit.Steps;
        var width = 2 * Margin + steps.Count * Panel + (steps.Count - 1) * Gap;
        using var drawing = new Drawing(width, BarsTop + shown.Length * BarStep + Margin - (BarStep - BarHeight));

        var heading = title ?? $"{classes[winner]}, with {Percent(probabilities[winner])}";
        drawing.Text(Lettering.Fit(heading, TitleSize, width - 2 * Margin), Margin, Margin + 24, TitleSize, Drawing.Ink,
            bold: true);
        for (var k = 0; k < steps.Count; k++)
        {
            var x = Margin + k * (Panel + Gap);
            var (caption, picture) = steps[k];
            drawing.Picture(picture, x, PanelTop, Panel, Panel);
            drawing.Text(caption, x + Panel / 2f, PanelTop + Panel + 26, TextSize, Drawing.Ink, SKTextAlign.Center);
            drawing.Text($"{picture.Width} × {picture.Height}", x + Panel / 2f, PanelTop + Panel + 47, SmallSize,
                Drawing.Faint, SKTextAlign.Center);
            if (k > 0)
                drawing.Text("→", x - Gap / 2f, PanelTop + Panel / 2f + 8, 24, Drawing.Faint, SKTextAlign.Center);
        }
        Bars(drawing, shown, winner, width);
        return drawing.ToPng();
    }

    /// <summary>Writes the figure as a PNG file, whole or not at all.</summary>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <exception cref="ArgumentException">As for <see cref="ToPng"/>.</exception>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Save(string path)
    {
        var png = ToPng();
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    private void Check()
    {
        Expect.AtLeast(classes.Count, 1, nameof(classes));
        if (classes.Count != probabilities.Count)
        {
            throw new ArgumentException($"{nameof(probabilities)}: expected {classes.Count}, one for each class, "
                + $"got {probabilities.Count}.");
        }
        foreach (var p in probabilities)
        {
            if (p is not (>= 0 and <= 1.000001))
                throw new ArgumentException($"{nameof(probabilities)}: expected each in [0, 1], got {p}.");
        }
    }

    // All classes in their order, or the most probable ones where there are many.
    private int[] Shown()
    {
        var all = Enumerable.Range(0, classes.Count);
        return classes.Count <= MostBars ? [.. all] : [.. all.OrderByDescending(k => probabilities[k]).Take(MostBars)];
    }

    private void Bars(Drawing drawing, int[] shown, int winner, int width)
    {
        const float percentRoom = 84;
        var labels = shown.Select(k => Lettering.Fit(classes[k], TextSize, width / 4f)).ToArray();
        var left = Margin + labels.Max(label => Lettering.Width(label, TextSize)) + 14;
        var room = width - Margin - percentRoom - left;
        for (var row = 0; row < shown.Length; row++)
        {
            var (k, y) = (shown[row], BarsTop + row * BarStep);
            var (isWinner, baseline) = (k == winner, y + BarHeight / 2f + 6);
            var length = Math.Max(2, room * (float)Math.Min(1, probabilities[k]));
            drawing.Text(labels[row], left - 14, baseline, TextSize, Drawing.Ink, SKTextAlign.Right, isWinner);
            drawing.Bar(left, y, length, BarHeight, isWinner ? winnerColour : otherColour);
            drawing.Text(Percent(probabilities[k]), left + length + 10, baseline, TextSize,
                isWinner ? Drawing.Ink : Drawing.Faint, bold: isWinner);
        }
    }

    /// <summary>A probability in words; none but 0 and 1 themselves reads as 0 or 100 %.</summary>
    internal static string Percent(double p) => (100 * p) switch
    {
        0 => "0 %",
        < 0.1 => "< 0.1 %",
        > 99.9 and < 100 => "> 99.9 %",
        var percent => percent.ToString("0.#", CultureInfo.InvariantCulture) + " %",
    };
}
