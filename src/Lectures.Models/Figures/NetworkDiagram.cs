using ScottPlot;

namespace Lectures.Models.Figures;

/// <summary>A unit of a network and what is known of it.</summary>
/// <param name="Lines">Its name and numbers, a line each, at least one.</param>
public sealed record DiagramUnit(params IReadOnlyList<string> Lines);

/// <summary>A weight between two units of neighbouring layers.</summary>
/// <param name="From">Unit of the layer to the left, from 0.</param>
/// <param name="To">Unit of the next layer, from 0.</param>
/// <param name="Weight">Decides colour (orange positive, blue negative) and width.</param>
/// <param name="AtFrom">What is written on its line near the unit to the left.</param>
/// <param name="AtTo">What is written near the unit to the right.</param>
public sealed record DiagramWeight(int From, int To, double Weight, string AtFrom, string AtTo);

/// <summary>A small network as boxes and lines with its numbers.</summary>
/// <param name="Layers">The units of each layer, from the input to the output; at least one layer.</param>
/// <param name="Weights">The weights of each layer but the first.</param>
public sealed record NetworkDiagram(
    IReadOnlyList<IReadOnlyList<DiagramUnit>> Layers, IReadOnlyList<IReadOnlyList<DiagramWeight>> Weights) : IDrawable
{
    private const int LayerWidth = 700, LineHeight = 40, BoxWidth = 260, Air = 120, Edge = 40;
    private const double AtFrom = 0.31, AtTo = 0.68;        // where texts stand on a weight's line
    private const float MostWidth = 9, LeastWidth = 2;

    /// <summary>One line above the figure, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <inheritdoc/>
    public Figure Draw()
    {
        Expect.AtLeast(Layers.Count, 1, nameof(Layers));
        if (Weights.Count != Layers.Count - 1)
            throw new ArgumentException($"{nameof(Weights)}: expected {Layers.Count - 1}, one for each layer but the "
                + $"first, got {Weights.Count}.");
        var tallest = Layers.Max(layer => layer.Sum(unit => BoxHeight(unit) + Air));
        var width = LayerWidth * (Layers.Count - 1) + BoxWidth + Edge;
        var plot = HouseStyle.NewPlot();
        plot.HideGrid();
        plot.HideAxesAndGrid();
        plot.Layout.Fixed(new PixelPadding(0, 0, 0, 0));
        plot.Axes.SetLimits(-(BoxWidth + Edge) / 2.0, width - (BoxWidth + Edge) / 2.0, -tallest / 2.0, tallest / 2.0);
        var largest = Weights.SelectMany(layer => layer).Select(weight => Math.Abs(weight.Weight)).Append(1e-9).Max();
        for (var l = 0; l < Weights.Count; l++)
            foreach (var weight in Weights[l]) AddWeight(plot, l, weight, largest);
        for (var l = 0; l < Weights.Count; l++)
            foreach (var weight in Weights[l])
            {
                var (from, to) = (Place(l, weight.From), Place(l + 1, weight.To));
                foreach (var (text, at) in ((string, double)[])[(weight.AtFrom, AtFrom), (weight.AtTo, AtTo)])
                    AddText(plot, [text], new(from.X + at * (to.X - from.X), from.Y + at * (to.Y - from.Y)),
                        onPaper: true);
            }
        for (var l = 0; l < Layers.Count; l++)
            for (var j = 0; j < Layers[l].Count; j++) AddUnit(plot, l, j);
        return new Figure([plot], width, tallest, Title);
    }

    private static int BoxHeight(DiagramUnit unit) => LineHeight * unit.Lines.Count + 24;

    /// <summary>The middle of a unit's box.</summary>
    private Coordinates Place(int layer, int unit)
    {
        var units = Layers[layer];
        var room = Layers.Max(other => other.Sum(one => BoxHeight(one) + Air)) / (double)units.Count;
        return new(LayerWidth * layer, ((units.Count - 1) / 2.0 - unit) * room);
    }

    private void AddUnit(Plot plot, int layer, int unit)
    {
        var (place, half) = (Place(layer, unit), BoxHeight(Layers[layer][unit]) / 2.0);
        var box = plot.Add.Rectangle(place.X - BoxWidth / 2.0, place.X + BoxWidth / 2.0, place.Y - half,
            place.Y + half);
        (box.FillColor, box.LineColor, box.LineWidth) = (Colors.White, HouseStyle.Ink, HouseStyle.ThinLine);
        AddText(plot, Layers[layer][unit].Lines, place, onPaper: false);
    }

    private void AddWeight(Plot plot, int layer, DiagramWeight weight, double largest)
    {
        var (from, to) = (Place(layer, weight.From), Place(layer + 1, weight.To));
        var line = plot.Add.Line(from.X, from.Y, to.X, to.Y);
        line.LineColor = ColourMap.Diverging(weight.Weight < 0 ? -0.6 : 0.6);
        line.LineWidth = LeastWidth + (MostWidth - LeastWidth) * (float)(Math.Abs(weight.Weight) / largest);
    }

    private static void AddText(Plot plot, IReadOnlyList<string> lines, Coordinates middle, bool onPaper)
    {
        for (var n = 0; n < lines.Count; n++)
        {
            var text = plot.Add.Text(lines[n], middle.X, middle.Y + ((lines.Count - 1) / 2.0 - n) * LineHeight);
            HouseStyle.Letter(text.LabelStyle, lines[n], HouseStyle.TickSize, bold: n == 0 && !onPaper);
            text.LabelAlignment = Alignment.MiddleCenter;
            if (onPaper) text.LabelBackgroundColor = Colors.White;
        }
    }
}
