using System.Globalization;

namespace Lectures.Models.Data.Planes;

/// <summary>Points in a file of comma-separated values: a line <c>x1,x2,class</c> for each, classes 0, 1, 2 …</summary>
public static class PointsFile
{
    private const int MostClasses = 7, Most = 100_000;     // colours that can be told apart; what can be drawn

    /// <summary>The 100 points of the lecture's example 7.1.</summary>
    /// <remarks>Source: <c>make_classification(n_features=2, n_redundant=0, n_clusters_per_class=1,
    /// random_state=23)</c> of scikit-learn 1.2.1, the course's setting.</remarks>
    public static PlanePoints Example71()
    {
        using var stream = typeof(PointsFile).Assembly.GetManifestResourceStream("example-7-1.csv")!;
        return Read(stream, "example 7.1");
    }

    /// <summary>Reads points.</summary>
    /// <param name="path">The file; a first line of names is passed over, and so are empty lines.</param>
    /// <exception cref="DataException">The file is missing, or a line is not two numbers and a class.</exception>
    public static PlanePoints Load(string path) => ReadableFile.Read(path, stream => Read(stream, path));

    private static PlanePoints Read(Stream stream, string name)
    {
        var points = new List<PlanePoint>();
        using var reader = new StreamReader(stream);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Trim().Length == 0) continue;
            var parts = line.Split(',', StringSplitOptions.TrimEntries);
            if (number == 1 && parts.All(part => !double.TryParse(part, CultureInfo.InvariantCulture, out _))) continue;
            if (points.Count == Most)
                throw new DataException($"{name}: expected at most {Most:N0} points, got more.");
            points.Add(parts is [var x1, var x2, var label] && Number(x1) is { } first && Number(x2) is { } second
                && int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k < MostClasses
                ? new(first, second, k)
                : throw new DataException($"{name}: line {number}: expected x1,x2,class (two numbers and a class from "
                    + $"0 to {MostClasses - 1}), got '{Shortened(line)}'."));
        }
        return points.Count > 0 ? new(points)
            : throw new DataException($"{name}: expected lines x1,x2,class, found none.");

        static double? Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.IsFinite(x)
                ? x : null;

        static string Shortened(string line) => line.Length <= 40 ? line : line[..40] + "…";
    }
}
