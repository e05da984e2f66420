using Lectures.Models.Data;
using Lectures.Models.Images;

namespace Lectures.Runner.Datasets;

/// <summary>A picture of a set of images: a row for each class.</summary>
internal static class ContactSheet
{
    private const int Columns = 12;

    /// <summary>The first images of each class; where a class has fewer, the rest of its row is empty.</summary>
    public static ImageSheet Of(ImageSet set, string title)
    {
        var byClass = Enumerable.Range(0, set.Count).ToLookup(i => (int)set.Labels.Span[i]);
        var empty = new Tile(new Picture(set.Height, set.Width, new byte[set.Height * set.Width]));
        int[] classes = [.. Enumerable.Range(0, set.Classes).Where(byClass.Contains)];
        var tiles = classes.SelectMany(k => byClass[k].Take(Columns).Select(i => new Tile(Picture.Of(set, i)))
            .Concat(Enumerable.Repeat(empty, Math.Max(0, Columns - byClass[k].Count()))));
        return new([.. tiles], title, Columns, [.. classes.Select(k => $"class {k}")]);
    }
}
