using Lectures.Models.Data;
using SkiaSharp;

namespace Lectures.Models.Images;

/// <summary>A picture on a sheet.</summary>
/// <param name="Picture">Of any size; small ones are enlarged pixel by pixel.</param>
/// <param name="Caption">One short line below it, or nothing.</param>
public sealed record Tile(Picture Picture, string Caption = "");

/// <summary>A sheet of small pictures with captions, in rows and columns: a contact sheet.</summary>
/// <param name="tiles">At least one, in reading order.</param>
/// <param name="title">One line above them, or nothing.</param>
/// <param name="columns">How many stand side by side; without it the sheet is a little wider than high.</param>
/// <param name="rowTitles">One short line on the left of each row, or nothing.</param>
public sealed class ImageSheet(
    IReadOnlyList<Tile> tiles, string title = "", int? columns = null, IReadOnlyList<string>? rowTitles = null)
{
    private const int TileSide = 84, Gap = 14, Margin = 28;
    private const float CaptionSize = 15, TitleSize = 22;
    private const float WidestCaption = 1.6f * TileSide;
    private const long MostPixels = 100_000_000;

    /// <summary>The content of a PNG file with the sheet.</summary>
    /// <returns>The bytes; the same ones for the same sheet.</returns>
    /// <exception cref="ArgumentException">There are no tiles, no columns, or too many tiles.</exception>
    public byte[] ToPng()
    {
        if (tiles.Count == 0)
            throw new ArgumentException($"{nameof(tiles)}: expected at least one, got none.");
        var layout = Layout.Of(tiles, title, columns, rowTitles);
        if ((long)layout.Width * layout.Height > MostPixels)
            throw new ArgumentException($"{nameof(tiles)}: expected fewer for one picture, got {tiles.Count}.");

        using var drawing = new Drawing(layout.Width, layout.Height);
        if (title.Length > 0)
            drawing.Text(Lettering.Fit(title, TitleSize, layout.Width - 2 * Margin), Margin, Margin + 16, TitleSize,
                Drawing.Ink, bold: true);
        for (var row = 0; row < rowTitles?.Count; row++)
        {
            var y = layout.Top + row * layout.CellHeight + layout.TileHeight / 2f + 5;
            drawing.Text(rowTitles[row], layout.Left - Gap, y, CaptionSize, Drawing.Ink, SKTextAlign.Right);
        }
        for (var k = 0; k < tiles.Count; k++)
        {
            var (x, y) = (layout.Left + k % layout.Columns * layout.CellWidth,
                layout.Top + k / layout.Columns * layout.CellHeight);
            var middle = x + (layout.CellWidth - Gap) / 2f;
            drawing.Picture(tiles[k].Picture, middle - layout.TileWidth / 2f, y, layout.TileWidth, layout.TileHeight);
            var caption = Lettering.Fit(tiles[k].Caption, CaptionSize, Math.Max(WidestCaption, layout.TileWidth));
            drawing.Text(caption, middle, y + layout.TileHeight + 18, CaptionSize, Drawing.Ink, SKTextAlign.Center);
        }
        return drawing.ToPng();
    }

    /// <summary>Writes the sheet as a PNG file, whole or not at all.</summary>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <exception cref="ArgumentException">As for <see cref="ToPng"/>.</exception>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Save(string path)
    {
        var png = ToPng();
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    private sealed record Layout(
        int Columns, int TileWidth, int TileHeight, int CellWidth, int CellHeight, int Left, int Top, int Width,
        int Height)
    {
        public static Layout Of(
            IReadOnlyList<Tile> tiles, string title, int? columns, IReadOnlyList<string>? rowTitles)
        {
            var (h, w) = (tiles.Max(tile => tile.Picture.Height), tiles.Max(tile => tile.Picture.Width));
            var scale = (double)TileSide / Math.Max(h, w);
            scale = scale >= 1 ? Math.Floor(scale) : scale;         // whole pixels stay whole
            var (tileHeight, tileWidth) = ((int)Math.Ceiling(h * scale), (int)Math.Ceiling(w * scale));
            var caption = tiles.Max(tile => Lettering.Width(tile.Caption, CaptionSize));
            var cellWidth = Gap + (int)Math.Ceiling(Math.Max(tileWidth, Math.Min(caption, WidestCaption)));
            var cellHeight = Gap + tileHeight + (caption > 0 ? 22 : 0);
            var across = columns ?? (int)Math.Ceiling(Math.Sqrt(1.4 * tiles.Count * cellHeight / cellWidth));
            across = (int)Expect.AtLeast(across, 1, nameof(columns));
            var rows = (tiles.Count + across - 1) / across;
            var left = Margin + (rowTitles is null or []
                ? 0 : Gap + (int)Math.Ceiling(rowTitles.Max(text => Lettering.Width(text, CaptionSize))));
            var top = Margin + (title.Length > 0 ? 36 : 0);
            var width = left + Math.Min(across, tiles.Count) * cellWidth - Gap + Margin;
            var height = top + rows * cellHeight - Gap + Margin;
            return new Layout(across, tileWidth, tileHeight, cellWidth, cellHeight, left, top, width, height);
        }
    }
}
