using System.Text;
using SkiaSharp;

namespace Lectures.Models.Images;

/// <summary>The stroke font as a TrueType font in memory, for what draws with fonts and not with paths: figures, and
/// the viewers of SVG files. Its strokes become outlines of straight pieces, fine enough for letters of 200
/// pixels.</summary>
/// <remarks>Source: the OpenType specification 1.9, the tables cmap (format 4), glyf, head, hhea, hmtx, loca, maxp,
/// name, OS/2 and post.</remarks>
internal static class StrokeTypeface
{
    /// <summary>The family's name.</summary>
    public const string Family = "Lectures";

    private const int Em = 1000, Ascent = 900, Descent = -260, CapHeight = 700, XHeight = 500;
    private const float Pen = 0.085f * Em, Bold = 1.5f;

    private static readonly Lazy<byte[]> regularFile = new(() => Build(Pen)), boldFile = new(() => Build(Pen * Bold));
    private static readonly Lazy<SKTypeface> regular = new(() => Load(regularFile)), heavy = new(() => Load(boldFile));

    /// <summary>The font file.</summary>
    public static byte[] File(bool bold) => (bold ? boldFile : regularFile).Value;

    /// <summary>The font, one for all; never disposed.</summary>
    public static SKTypeface Typeface(bool bold) => (bold ? heavy : regular).Value;

    private static SKTypeface Load(Lazy<byte[]> file)
    {
        using var data = SKData.CreateCopy(file.Value);
        return SKTypeface.FromData(data);
    }

    private static byte[] Build(float pen)
    {
        // Glyph 0 stands for every character that is missing.
        char[] characters = [.. StrokeFont.Characters.Order()];
        List<GlyphOutline> glyphs = [.. characters.Prepend('\uFFFF').Select(c => GlyphOutline.Of($"{c}", pen, Em))];
        var (outlines, offsets) = (new BigEndianBytes(), new BigEndianBytes());
        foreach (var glyph in glyphs)
        {
            offsets.Long(outlines.Count);
            glyph.Write(outlines);
        }
        offsets.Long(outlines.Count);
        var weight = pen > Pen ? 700 : 400;
        return Assemble(new()
        {
            ["OS/2"] = Os2(weight, characters),
            ["cmap"] = CharacterMap(characters),
            ["glyf"] = outlines,
            ["head"] = new BigEndianBytes().Long(0x00010000).Long(0x00010000).Long(0).Long(0x5F0F3CF5).Short(0b11, Em)
                .Long(0).Long(0).Long(0).Long(0)
                .Short(glyphs.Min(g => g.Left), glyphs.Min(g => g.Bottom))
                .Short(glyphs.Max(g => g.Right), glyphs.Max(g => g.Top))
                .Short(weight > 400 ? 1 : 0, 8, 2, 1, 0),
            ["hhea"] = new BigEndianBytes().Long(0x00010000)
                .Short(Ascent, Descent, 0, glyphs.Max(g => g.Advance), 0, 0, Em, 1, 0, 0)
                .Short(0, 0, 0, 0, 0, glyphs.Count),
            ["hmtx"] = glyphs.Aggregate(new BigEndianBytes(), (table, glyph) => table.Short(glyph.Advance, glyph.Left)),
            ["loca"] = offsets,
            ["maxp"] = new BigEndianBytes().Long(0x00010000)
                .Short(glyphs.Count, glyphs.Max(g => g.Points), glyphs.Max(g => g.Contours))
                .Short(0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
            ["name"] = Names(weight),
            ["post"] = new BigEndianBytes().Long(0x00030000).Long(0).Short(-200, 85).Long(0).Long(0).Long(0).Long(0).Long(0),
        });
    }

    // Neighbouring characters form segments; the last one must be FFFF alone.
    private static BigEndianBytes CharacterMap(char[] characters)
    {
        var segments = new List<(int First, int Last, int Glyph)>();
        for (var i = 0; i < characters.Length; i++)
        {
            if (segments is [.., var (first, last, glyph)] && characters[i] == last + 1)
                segments[^1] = (first, last + 1, glyph);
            else
                segments.Add((characters[i], characters[i], i + 1));
        }
        segments.Add((0xFFFF, 0xFFFF, 0x10000));
        var (count, power) = (segments.Count, 1 << (int)Math.Log2(segments.Count));
        var table = new BigEndianBytes().Short(0, 1, 3, 1).Long(12)
            .Short(4, 16 + 8 * count, 0, 2 * count, 2 * power, (int)Math.Log2(power), 2 * (count - power));
        foreach (var segment in segments) table.Short(segment.Last);
        table.Short(0);
        foreach (var segment in segments) table.Short(segment.First);
        foreach (var segment in segments) table.Short(segment.Glyph - segment.First);
        foreach (var _ in segments) table.Short(0);
        return table;
    }

    private static BigEndianBytes Names(int weight)
    {
        var style = weight > 400 ? "Bold" : "Regular";
        (int Id, string Text)[] names = [(1, Family), (2, style), (4, $"{Family} {style}"), (6, $"{Family}-{style}")];
        var (table, texts) = (new BigEndianBytes().Short(0, names.Length, 6 + 12 * names.Length), new BigEndianBytes());
        foreach (var (id, text) in names)
        {
            table.Short(3, 1, 0x409, id, 2 * text.Length, texts.Count);
            texts.Append(Encoding.BigEndianUnicode.GetBytes(text));
        }
        return table.Append(texts);
    }

    private static BigEndianBytes Os2(int weight, char[] characters) => new BigEndianBytes()
        .Short(4, Em / 2, weight, 5, 0, 650, 700, 0, 140, 650, 700, 0, 480, 50, 300, 0)
        .Append(new byte[10]).Long(0b11).Long(0).Long(0).Long(0).Append("NONE"u8)
        .Short(weight > 400 ? 0x20 : 0x40, characters[0], characters[^1], Ascent, Descent, 0, Ascent, -Descent)
        .Long(1).Long(0).Short(XHeight, CapHeight, 0, ' ', 1);

    // A directory of the tables in the order of their names, then the tables, each begun at a multiple of 4.
    private static byte[] Assemble(SortedDictionary<string, BigEndianBytes> tables)
    {
        var power = 1 << (int)Math.Log2(tables.Count);
        var file = new BigEndianBytes().Long(0x00010000)
            .Short(tables.Count, 16 * power, (int)Math.Log2(power), 16 * (tables.Count - power));
        var offset = 12 + 16 * tables.Count;
        foreach (var (tag, table) in tables)
        {
            file.Append(Encoding.ASCII.GetBytes(tag)).Long(table.Sum()).Long(offset).Long(table.Count);
            offset += (table.Count + 3) / 4 * 4;
        }
        foreach (var table in tables.Values) file.Append(table).Align();
        return file.ToArray();
    }
}
