using System.Globalization;
using ScottPlot;

namespace Lectures.Models.Figures;

/// <summary>How much each query attends to each key, e.g. in one head.</summary>
/// <param name="Weights">Shape (T_query, T_key), none negative; NaN where there is none.</param>
/// <param name="Queries">T_query tokens.</param>
/// <param name="Keys">T_key tokens.</param>
public sealed record AttentionPanel(double[,] Weights, IReadOnlyList<string> Queries, IReadOnlyList<string> Keys)
{
    /// <summary>One line above, e.g. which block and head it is, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>Tokens that are single characters.</summary>
    /// <param name="weights">Shape (T_query, T_key).</param>
    /// <param name="queries">T_query characters.</param>
    /// <param name="keys">T_key characters.</param>
    public AttentionPanel(double[,] weights, string queries, string keys)
        : this(weights, [.. queries.Select(character => $"{character}")], [.. keys.Select(character => $"{character}")])
    {
    }
}

/// <summary>Attention weights as darkness, one panel for each head or block, with the tokens beside them.</summary>
/// <param name="Panels">In reading order, at least one.</param>
public sealed record AttentionMap(IReadOnlyList<AttentionPanel> Panels) : IDrawable
{
    private const int LeastCell = 22, MostCell = 64, MostSide = 640, LeastNumbered = 40;
    private const double LightestText = 0.5, LeastWritten = 0.005;      // less than .01 is left blank

    /// <summary>One line above the figure, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>How many panels stand side by side; without it up to three, and four as two and two.</summary>
    public int? Columns { get; init; }

    /// <summary>What the rows are.</summary>
    public string Query { get; init; } = "query";

    /// <summary>What the columns are.</summary>
    public string Key { get; init; } = "key";

    /// <inheritdoc/>
    public Figure Draw()
    {
        Expect.AtLeast(Panels.Count, 1, nameof(Panels));
        foreach (var panel in Panels) Check(panel);
        var weights = Panels.SelectMany(panel => panel.Weights.Cast<double>()).ToList();
        var most = weights.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (most == 0) most = 1;
        var longest = Panels.Max(panel => Math.Max(panel.Queries.Count, panel.Keys.Count));
        var cell = Math.Clamp(MostSide / longest, LeastCell, MostCell);
        List<MatrixAxes> axes =
            [.. Panels.Select(panel => new MatrixAxes(Shown(panel.Queries), Shown(panel.Keys), cell))];
        var above = Panels.Any(panel => panel.Title.Length > 0) ? 64 : 24;
        var (width, height) = (axes.Max(one => one.Width), axes.Max(one => one.Height) + above);
        width = Math.Max(width, 320);
        var plots = Panels.Select((panel, k) =>
        {
            var plot = HouseStyle.NewPlot(panel.Title, Key, Query);
            AddCells(plot, panel, most, cell);
            axes[k].Frame(plot, width, height, above);
            return plot;
        });
        return new Figure([.. plots], width, height, Title, Columns ?? Figure.ColumnsFor(Panels.Count))
        {
            Legend = new(
            [
                new LegendEntry("attention weight") { Scale = (ColourMap.Sequential, "0", NumberText.Rounded(most)) },
                .. weights.Exists(double.IsNaN) ? [LegendEntry.Missing] : Array.Empty<LegendEntry>(),
            ]),
        };
    }

    private static void Check(AttentionPanel panel)
    {
        var (queries, keys) = (panel.Queries.Count, panel.Keys.Count);
        if (queries == 0 || keys == 0 || panel.Weights.GetLength(0) != queries || panel.Weights.GetLength(1) != keys)
            throw new ArgumentException(
                $"{nameof(panel.Weights)}: expected shape ({Math.Max(1, queries)}, {Math.Max(1, keys)}) "
                + $"for the tokens, got ({panel.Weights.GetLength(0)}, {panel.Weights.GetLength(1)}).");
        foreach (var weight in panel.Weights)
            if (weight < 0 || double.IsInfinity(weight))
                throw new ArgumentException(
                    $"{nameof(panel.Weights)}: expected finite weights of at least 0, got {weight}.");
    }

    private static void AddCells(Plot plot, AttentionPanel panel, double most, int cell)
    {
        var (rows, columns) = (panel.Queries.Count, panel.Keys.Count);
        plot.Add.Plottable(new Raster(
            Raster.Colours(panel.Weights, weight => ColourMap.Sequential(weight / most)),
            new CoordinateRect(-0.5, columns - 0.5, -0.5, rows - 0.5)));
        if (cell < LeastNumbered) return;
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
            {
                var weight = panel.Weights[row, column];
                if (!(weight >= LeastWritten)) continue;
                var text = plot.Add.Text(
                    weight.ToString("0.00", CultureInfo.InvariantCulture)[(weight < 0.995 ? 1 : 0)..],
                    column, row);
                HouseStyle.Letter(text.LabelStyle, text.LabelText, 0.4f * cell);
                text.LabelFontColor = weight / most > LightestText ? Colors.White : HouseStyle.Ink;
                text.LabelAlignment = Alignment.MiddleCenter;
            }
    }

    /// <summary>Tokens with signs for what is not seen: blanks, ends of lines, the null character, nothing at
    /// all.</summary>
    private static string[] Shown(IReadOnlyList<string> tokens) =>
        [.. tokens.Select(token => token.Length == 0
            ? "∅"
            : token.Replace(' ', '␣').Replace('\n', '↵').Replace('\t', '→').Replace('\0', '∅'))];
}
