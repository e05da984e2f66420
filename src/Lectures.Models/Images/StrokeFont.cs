using SkiaSharp;

namespace Lectures.Models.Images;

/// <summary>
/// A font of pen strokes, so that captions need no font on the machine and look the same on every one. In hundredths of
/// the size: baseline y = 0, x-height −50, capitals −70, descenders 20.
/// </summary>
internal static class StrokeFont
{
    private const float Straight = 11, Round = 8, Slanted = 5;      // air beside a stem, a bowl, a diagonal
    private static readonly Dictionary<char, Glyph> glyphs = Glyphs();
    private static readonly Glyph missing = new(Straight, 36, Straight, "M0,0 V-70 H36 V0 Z");

    /// <summary>Every character that has a glyph.</summary>
    public static IEnumerable<char> Characters => glyphs.Keys;

    /// <summary>Whether every character has a glyph.</summary>
    public static bool Has(string text) => text.All(glyphs.ContainsKey);

    /// <summary>The way that the pen advances, in hundredths of the size.</summary>
    public static float Width(string text) => text.Sum(character => Of(character).Advance);

    /// <summary>The strokes of a text that begins at (0, 0); the caller disposes them.</summary>
    public static SKPath Path(string text)
    {
        var path = new SKPath();
        var x = 0f;
        foreach (var glyph in text.Select(Of))
        {
            path.AddPath(glyph.Path, x + glyph.Left, 0);
            x += glyph.Advance;
        }
        return path;
    }

    private static Glyph Of(char character) => glyphs.GetValueOrDefault(character, missing);

    private sealed record Glyph(float Left, float Width, float Right, string Strokes)
    {
        public float Advance => Left + Width + Right;

        public SKPath Path { get; } = SKPath.ParseSvgPathData(Strokes);
    }

    /// <summary>An index or exponent, its baseline that far below the text's.</summary>
    private static Glyph Small(Glyph glyph, float below)
    {
        const float scale = 0.62f;
        using var path = new SKPath(glyph.Path);
        path.Transform(SKMatrix.CreateScaleTranslation(scale, scale, 0, below));
        return new Glyph(0.7f * glyph.Left, scale * glyph.Width, 0.7f * glyph.Right, path.ToSvgPathData());
    }

    private static Dictionary<char, Glyph> Glyphs()
    {
        const string o = "M0,-25 C0,-40 7,-50 19,-50 C31,-50 38,-40 38,-25 C38,-10 31,0 19,0 C7,0 0,-10 0,-25 Z";
        const string arch = "M0,-29 C0,-42 7,-50 18,-50 C29,-50 34,-43 34,-31 V0";
        const string bigO = "M0,-35 C0,-56 11,-70 28,-70 C45,-70 56,-56 56,-35 C56,-14 45,0 28,0 C11,0 0,-14 0,-35 Z";
        const string p = "M0,0 V-70 H22 C34,-70 41,-62 41,-50.5 C41,-39 34,-31 22,-31 H0";
        const string comma = "M4,-2 L0,10";
        const float s = Straight, r = Round, d = Slanted;
        var table = new Dictionary<char, Glyph>
        {
            [' '] = new(0, 28, 0, ""),
            ['0'] = new(8, 40, 8, "M40,-35 C40,-58 33,-70 20,-70 C7,-70 0,-58 0,-35 C0,-12 7,0 20,0 C33,0 "
                + "40,-12 40,-35 Z"),
            ['1'] = new(8, 40, 8, "M7,-57 L24,-70 V0"),
            ['2'] = new(8, 40, 8, "M2,-52 C2,-63 9,-70 20,-70 C31,-70 38,-63 38,-53 C38,-45 34,-39 26,-30 L1,0 H40"),
            ['3'] = new(8, 40, 8, "M2,-57 C4,-65 11,-70 19,-70 C30,-70 37,-63 37,-53 C37,-43 30,-37 20,-37 H13 "
                + "M20,-37 C32,-37 40,-30 40,-19 C40,-7 31,0 19,0 C9,0 2,-5 0,-14"),
            ['4'] = new(8, 40, 8, "M30,0 V-70 L0,-19 H41"),
            ['5'] = new(8, 40, 8, "M36,-70 H7 L4,-38 C8,-42 13,-44 19,-44 C31,-44 39,-35 39,-22 C39,-8 30,0 18,0 "
                + "C9,0 3,-4 0,-11"),
            ['6'] = new(8, 40, 8, "M33,-67 C30,-69 27,-70 23,-70 C8,-70 1,-54 1,-31 C1,-11 8,0 21,0 C32,0 40,-9 40,-22 "
                + "C40,-35 32,-43 21,-43 C11,-43 3,-36 1,-26"),
            ['7'] = new(8, 40, 8, "M1,-70 H39 L14,0"),
            ['8'] = new(8, 40, 8, "M20,-37 C10,-37 3,-44 3,-53.5 C3,-63 10,-70 20,-70 C30,-70 37,-63 37,-53.5 "
                + "C37,-44 30,-37 20,-37 C8,-37 0,-30 0,-18.5 C0,-7 8,0 20,0 C32,0 40,-7 40,-18.5 C40,-30 "
                + "32,-37 20,-37 Z"),
            ['9'] = new(8, 40, 8, "M7,-3 C10,-1 13,0 17,0 C32,0 39,-16 39,-39 C39,-59 32,-70 19,-70 C8,-70 0,-61 0,-48 "
                + "C0,-35 8,-27 19,-27 C29,-27 37,-34 39,-44"),

            ['a'] = new(r, 34, s, "M3,-40 C5,-47 11,-50 18,-50 C29,-50 34,-44 34,-33 V0 M34,-28 H18 C7,-28 0,-23 0,-14 "
                + "C0,-5 6,0 15,0 C26,0 34,-8 34,-18"),
            ['b'] = new(s, 38, r, "M0,-72 V0 " + o),
            ['c'] = new(r, 34, r, "M34,-41 C31,-47 26,-50 19,-50 C7,-50 0,-40 0,-25 C0,-10 7,0 19,0 C26,0 31,-3 34,-9"),
            ['d'] = new(r, 38, s, "M38,-72 V0 " + o),
            ['e'] = new(r, 37, r, "M0,-27 H37 C37,-41 30,-50 19,-50 C7,-50 0,-40 0,-25 C0,-10 7,0 20,0 C27,0 "
                + "32,-3 35,-8"),
            ['f'] = new(d, 24, d, "M9,0 V-57 C9,-67 13,-72 21,-72 H25 M0,-50 H23"),
            ['g'] = new(r, 38, s, "M38,-50 V4 C38,15 31,20 20,20 C12,20 6,18 3,13 " + o),
            ['h'] = new(s, 34, s, "M0,-72 V0 " + arch),
            ['i'] = new(s, 0, s, "M0,-50 V0 M0,-69 V-68.9"),
            ['j'] = new(r, 9, s, "M9,-50 V8 C9,17 6,20 0,20 M9,-69 V-68.9"),
            ['k'] = new(s, 32, d, "M0,-72 V0 M30,-50 L0,-20 M11,-31 L33,0"),
            ['l'] = new(s, 0, s, "M0,-72 V0"),
            ['m'] = new(s, 56, s, "M0,-50 V0 M0,-31 C0,-43 6,-50 15,-50 C24,-50 28,-44 28,-33 V0 M28,-31 "
                + "C28,-43 34,-50 "
                + "43,-50 C52,-50 56,-44 56,-33 V0"),
            ['n'] = new(s, 34, s, "M0,-50 V0 " + arch),
            ['o'] = new(r, 38, r, o),
            ['p'] = new(s, 38, r, "M0,-50 V20 " + o),
            ['q'] = new(r, 38, s, "M38,-50 V20 " + o),
            ['r'] = new(s, 19, d, "M0,-50 V0 M0,-28 C0,-41 7,-50 20,-49"),
            ['s'] = new(r, 31, r, "M30,-42 C28,-47 23,-50 16,-50 C7,-50 2,-45 2,-38 C2,-30 8,-28 16,-26 C25,-24 31,-21 "
                + "31,-13 C31,-5 25,0 16,0 C8,0 2,-3 0,-10"),
            ['ß'] = new(s, 36, r, "M0,0 V-52 C0,-65 6,-72 17,-72 C27,-72 33,-66 33,-57 C33,-47 23,-44 17,-41 "
                + "C28,-39 37,-32 "
                + "37,-18 C37,-6 28,0 14,0"),
            ['t'] = new(d, 25, d, "M9,-65 V-13 C9,-4 13,0 21,0 H25 M0,-50 H24"),
            ['u'] = new(s, 34, s, "M0,-50 V-19 C0,-7 5,0 16,0 C27,0 34,-8 34,-21 M34,-50 V0"),
            ['v'] = new(d, 36, d, "M0,-50 L18,0 L36,-50"),
            ['w'] = new(d, 54, d, "M0,-50 L13,0 L27,-46 L41,0 L54,-50"),
            ['x'] = new(d, 34, d, "M0,-50 L34,0 M34,-50 L0,0"),
            ['y'] = new(d, 36, d, "M0,-50 L18,-1 M36,-50 L16,8 C13,16 9,20 2,20"),
            ['z'] = new(r, 32, r, "M1,-50 H31 L0,0 H32"),

            ['A'] = new(d, 52, d, "M0,0 L26,-70 L52,0 M9,-23 H43"),
            ['B'] = new(s, 42, r, "M0,-37 H24 C35,-37 42,-30 42,-18.5 C42,-7 35,0 23,0 H0 V-70 H22 C32,-70 "
                + "38,-64 38,-53.5 "
                + "C38,-43 32,-37 22,-37"),
            ['C'] = new(r, 50, r, "M50,-56 C46,-65 39,-70 29,-70 C11,-70 0,-56 0,-35 C0,-14 11,0 29,0 C39,0 "
                + "46,-5 50,-14"),
            ['D'] = new(s, 49, r, "M0,0 V-70 H18 C38,-70 49,-57 49,-35 C49,-13 38,0 18,0 Z"),
            ['E'] = new(s, 38, r, "M38,-70 H0 V0 H39 M0,-37 H33"),
            ['F'] = new(s, 36, d, "M37,-70 H0 V0 M0,-35 H32"),
            ['G'] = new(r, 51, s, "M50,-57 C46,-65 39,-70 29,-70 C11,-70 0,-56 0,-35 C0,-14 11,0 29,0 C42,0 "
                + "51,-8 51,-24 "
                + "V-32 H30"),
            ['H'] = new(s, 46, s, "M0,-70 V0 M46,-70 V0 M0,-37 H46"),
            ['I'] = new(s, 0, s, "M0,-70 V0"),
            ['J'] = new(r, 26, s, "M26,-70 V-18 C26,-6 21,0 12,0 C5,0 1,-3 0,-9"),
            ['K'] = new(s, 42, d, "M0,-70 V0 M40,-70 L0,-25 M15,-41 L43,0"),
            ['L'] = new(s, 34, d, "M0,-70 V0 H34"),
            ['M'] = new(s, 56, s, "M0,0 V-70 L28,-20 L56,-70 V0"),
            ['N'] = new(s, 45, s, "M0,0 V-70 L45,0 V-70"),
            ['O'] = new(r, 56, r, bigO),
            ['P'] = new(s, 41, d, p),
            ['Q'] = new(r, 56, r, bigO + " M36,-14 L54,5"),
            ['R'] = new(s, 42, d, p + " M20,-31 L43,0"),
            ['S'] = new(r, 44, r, "M42,-57 C39,-65 32,-70 22,-70 C10,-70 3,-63 3,-54 C3,-43 11,-40 22,-37 "
                + "C35,-34 44,-30 "
                + "44,-18 C44,-7 35,0 22,0 C10,0 2,-5 0,-15"),
            ['T'] = new(d, 48, d, "M0,-70 H48 M24,-70 V0"),
            ['U'] = new(s, 46, s, "M0,-70 V-24 C0,-8 8,0 23,0 C38,0 46,-8 46,-24 V-70"),
            ['V'] = new(d, 50, d, "M0,-70 L25,0 L50,-70"),
            ['W'] = new(d, 74, d, "M0,-70 L18,0 L37,-64 L56,0 L74,-70"),
            ['X'] = new(d, 44, d, "M0,-70 L44,0 M44,-70 L0,0"),
            ['Y'] = new(d, 46, d, "M0,-70 L23,-33 L46,-70 M23,-33 V0"),
            ['Z'] = new(r, 43, r, "M1,-70 H43 L0,0 H44"),

            ['.'] = new(s, 2, s, "M1,-1 V-0.9"),
            [','] = new(r, 4, r, comma),
            [':'] = new(s, 2, s, "M1,-1 V-0.9 M1,-42 V-41.9"),
            [';'] = new(r, 4, r, comma + " M4,-42 V-41.9"),
            ['!'] = new(s, 2, s, "M1,-70 V-22 M1,-1 V-0.9"),
            ['?'] = new(r, 32, r, "M0,-56 C2,-65 8,-70 16,-70 C26,-70 32,-64 32,-55 C32,-42 15,-40 15,-24 V-21 "
                + "M15,-1 V-0.9"),
            ['\''] = new(r, 0, r, "M0,-70 V-54"),
            ['"'] = new(r, 14, r, "M0,-70 V-54 M14,-70 V-54"),
            ['('] = new(s, 14, d, "M14,-78 C5,-66 0,-50 0,-30 C0,-10 5,6 14,18"),
            [')'] = new(d, 14, s, "M0,-78 C9,-66 14,-50 14,-30 C14,-10 9,6 0,18"),
            ['['] = new(s, 14, d, "M14,-78 H0 V18 H14"),
            [']'] = new(d, 14, s, "M0,-78 H14 V18 H0"),
            ['/'] = new(d, 32, d, "M0,6 L32,-76"),
            ['\\'] = new(d, 32, d, "M0,-76 L32,6"),
            ['|'] = new(s, 0, s, "M0,-78 V18"),
            ['-'] = new(r, 24, r, "M0,-28 H24"),
            ['–'] = new(r, 42, r, "M0,-28 H42"),
            ['−'] = new(r, 40, r, "M0,-33 H40"),
            ['_'] = new(2, 46, 2, "M0,10 H46"),
            ['+'] = new(r, 40, r, "M0,-33 H40 M20,-53 V-13"),
            ['='] = new(r, 40, r, "M0,-43 H40 M0,-23 H40"),
            ['<'] = new(r, 38, r, "M38,-53 L0,-33 L38,-13"),
            ['>'] = new(r, 38, r, "M0,-53 L38,-33 L0,-13"),
            ['≤'] = new(r, 38, r, "M38,-60 L0,-42 L38,-24 M0,-8 H38"),
            ['≥'] = new(r, 38, r, "M0,-60 L38,-42 L0,-24 M0,-8 H38"),
            ['*'] = new(d, 28, d, "M14,-70 V-40 M0,-63 L28,-47 M28,-63 L0,-47"),
            ['#'] = new(r, 46, r, "M16,-66 L8,-2 M38,-66 L30,-2 M3,-46 H46 M0,-22 H43"),
            ['%'] = new(r, 66, r, "M54,-70 L12,0 M14,-70 C5,-70 0,-63 0,-53.5 C0,-44 5,-37 14,-37 C23,-37 "
                + "28,-44 28,-53.5 "
                + "C28,-63 23,-70 14,-70 Z M52,-33 C43,-33 38,-26 38,-16.5 C38,-7 43,0 52,0 C61,0 66,-7 66,-16.5 "
                + "C66,-26 61,-33 52,-33 Z"),
            ['&'] = new(r, 50, d, "M50,0 L14,-44 C4,-56 9,-70 21,-70 C33,-70 37,-54 24,-45 L13,-38 C-6,-25 0,0 19,0 "
                + "C33,0 43,-11 46,-27"),
            ['~'] = new(r, 40, r, "M0,-27 C4,-42 12,-40 20,-33 C28,-26 36,-24 40,-39"),
            ['→'] = new(r, 56, r, "M0,-33 H56 M38,-51 L56,-33 L38,-15"),
            ['←'] = new(r, 56, r, "M56,-33 H0 M18,-51 L0,-33 L18,-15"),
            ['×'] = new(r, 32, r, "M0,-49 L32,-17 M32,-49 L0,-17"),
            ['±'] = new(r, 40, r, "M0,-40 H40 M20,-60 V-20 M0,-4 H40"),
            ['·'] = new(s, 2, s, "M1,-31 V-30.9"),
            ['…'] = new(s, 46, s, "M1,-1 V-0.9 M23,-1 V-0.9 M45,-1 V-0.9"),
            ['°'] = new(d, 20, d, "M10,-72 C4,-72 0,-68 0,-62 C0,-56 4,-52 10,-52 C16,-52 20,-56 20,-62 C20,-68 "
                + "16,-72 10,-72 Z"),
            ['‖'] = new(s, 14, s, "M0,-78 V18 M14,-78 V18"),
            ['∂'] = new(r, 38, r, "M6,-66 C10,-69 14,-70 19,-70 C32,-70 38,-57 38,-34 C38,-12 31,0 18,0 C7,0 0,-8 "
                + "0,-19 C0,-31 8,-39 18,-39 C28,-39 35,-33 38,-26"),
            ['∇'] = new(d, 52, d, "M0,-70 H52 L26,0 Z"),
            ['Δ'] = new(d, 52, d, "M0,0 H52 L26,-70 Z"),
            ['Σ'] = new(r, 42, r, "M41,-70 H1 L24,-36 L0,0 H42"),
            ['√'] = new(d, 50, d, "M0,-32 L8,-36 L20,0 L38,-76 H50"),
            ['∞'] = new(r, 62, r, "M31,-33 C26,-41 21,-47 14,-47 C6,-47 0,-41 0,-33 C0,-25 6,-19 14,-19 "
                + "C29,-19 33,-47 48,-47 "
                + "C56,-47 62,-41 62,-33 C62,-25 56,-19 48,-19 C41,-19 36,-25 31,-33"),
            ['≈'] = new(r, 40, r, "M0,-37 C4,-52 12,-50 20,-43 C28,-36 36,-34 40,-49 M0,-17 C4,-32 12,-30 20,-23 "
                + "C28,-16 36,-14 40,-29"),
            ['ε'] = new(r, 32, r, "M31,-42 C28,-47 23,-50 16,-50 C7,-50 2,-45 2,-38.5 C2,-31 8,-27 16,-27 H20 M16,-27 "
                + "C7,-27 0,-22 0,-14 C0,-5 7,0 16,0 C24,0 29,-3 32,-9"),
            ['η'] = new(s, 34, s, "M0,-50 V0 M0,-29 C0,-42 7,-50 18,-50 C29,-50 34,-43 34,-31 V20"),
            ['γ'] = new(d, 36, d, "M0,-46 C5,-52 10,-50 13,-40 L20,-10 M36,-50 L20,-10 C18,0 17,10 17,20"),
            ['σ'] = new(r, 44, d, "M44,-50 H19 C7,-50 0,-40 0,-25 C0,-10 7,0 19,0 C31,0 38,-10 38,-25 C38,-38 32,-50 "
                + "19,-50"),
            ['′'] = new(d, 8, d, "M8,-72 L0,-50"),
            ['␣'] = new(r, 40, r, "M0,-10 V6 H40 V-10"),
            ['∅'] = new(r, 56, r, bigO + " M4,4 L52,-74"),
            ['↵'] = new(r, 50, r, "M50,-64 V-26 H0 M16,-42 L0,-26 L16,-10"),
        };
        foreach (var (plain, dotted, top) in ((char, char, float)[])[('a', 'ä', -68), ('o', 'ö', -68), ('u', 'ü', -68),
            ('A', 'Ä', -88), ('O', 'Ö', -88), ('U', 'Ü', -88)])
        {
            var (glyph, middle) = (table[plain], table[plain].Width / 2);
            var dots = FormattableString.Invariant($" M{middle - 10},{top} v0.1 M{middle + 10},{top} v0.1");
            table[dotted] = new Glyph(glyph.Left, glyph.Width, glyph.Right, glyph.Strokes + dots);
        }
        foreach (var (small, large) in "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₙₜ".Zip("0123456789ijklnt"))
            table[small] = Small(table[large], 14);
        foreach (var (small, large) in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻".Zip("0123456789−")) table[small] = Small(table[large], -30);
        table['ᵀ'] = Small(table['T'], -30);
        return table;
    }
}
