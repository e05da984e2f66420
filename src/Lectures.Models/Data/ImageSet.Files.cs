using System.Text.RegularExpressions;

namespace Lectures.Models.Data;

public sealed partial class ImageSet
{
    private const string ImagesName = "images-idx3-ubyte", LabelsName = "labels-idx1-ubyte", Gzip = ".gz";

    /// <summary>Reads a set from a folder with the file names of MNIST, plain or <c>.gz</c>.</summary>
    /// <param name="directory">
    /// The folder with <c>train-images-idx3-ubyte</c> and <c>train-labels-idx1-ubyte</c>, for the test set
    /// <c>t10k-…</c> or <c>test-…</c>; a prefix as in <c>emnist-letters-train-images-idx3-ubyte</c> is allowed, a plain
    /// file goes before a packed one. EMNIST's images come as they are stored, rows and columns exchanged.
    /// </param>
    /// <param name="split">Training or test set.</param>
    /// <param name="classes">K; without it the largest label of this set + 1, and at least 2.</param>
    /// <returns>The set.</returns>
    /// <exception cref="DataException">
    /// The folder or a file in it is missing, damaged or of another shape; images and labels are not equally many;
    /// there are none; or a label is outside the classes.
    /// </exception>
    public static ImageSet Load(string directory, Split split, int? classes = null)
    {
        var (imagesPath, labelsPath) = Find(directory, split);
        var (shape, pixels) = IdxFile.Read(imagesPath, dimensions: 3);
        if (shape.Contains(0))
            throw new DataException($"{imagesPath}: expected at least one image, got {string.Join('×', shape)}.");

        var (_, labels) = IdxFile.Read(labelsPath, dimensions: 1);
        if (labels.Length != shape[0])
            throw new DataException(
                $"{labelsPath}: {labels.Length:N0} labels, but {imagesPath} holds {shape[0]:N0} images.");
        try
        {
            return new ImageSet(pixels, labels, shape[1], shape[2], classes);
        }
        catch (DataException error)
        {
            throw new DataException($"{labelsPath}: {error.Message}", error);
        }
    }

    /// <summary>Writes the set as two IDX files with MNIST's names, in the place of the split's files there.</summary>
    /// <param name="directory">The folder; made when it is missing.</param>
    /// <param name="split">Whether to name them <c>train-…</c> or <c>t10k-…</c>.</param>
    /// <param name="gzip">Whether to pack them, as <c>.gz</c>.</param>
    /// <exception cref="DataException">The folder or a file cannot be written.</exception>
    /// <remarks>
    /// Each file appears whole or not at all, and the labels last: new images never stand beside old labels.
    /// </remarks>
    public void Save(string directory, Split split, bool gzip = true)
    {
        var images = Path.Combine(directory, $"{Stems(split)[0]}-{ImagesName}");
        var labelsPath = Path.Combine(directory, $"{Stems(split)[0]}-{LabelsName}");
        DataException.Writing(directory, () =>
        {
            Directory.CreateDirectory(directory);
            foreach (var old in (string[])[labelsPath, labelsPath + Gzip, images, images + Gzip])
                File.Delete(old);
        });
        IdxFile.Write(gzip ? images + Gzip : images, [Count, Height, Width], pixels);
        IdxFile.Write(gzip ? labelsPath + Gzip : labelsPath, [Count], labels);
    }

    private static string[] Stems(Split split) => split == Split.Train ? ["train"] : ["t10k", "test"];

    /// <summary>Whether a folder has images of the training or test set, by the names of its files.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="split">Training or test set.</param>
    /// <exception cref="DataException">There is no such folder, or it cannot be read.</exception>
    public static bool Exists(string directory, Split split) => ImageFiles(FileNames(directory), split).Length > 0;

    // The names, without .gz.
    private static string[] ImageFiles(string[] files, Split split)
    {
        var pattern = new Regex($@"^(?:.+-)?(?:{string.Join('|', Stems(split))})-images[-.]idx3-ubyte(?=$|\.gz$)");
        return [.. files.Select(file => pattern.Match(file)).Where(match => match.Success)
            .Select(match => match.Value).Distinct().Order(StringComparer.Ordinal)];
    }

    private static (string Images, string Labels) Find(string directory, Split split)
    {
        var files = FileNames(directory);
        var expected = $"{Stems(split)[0]}-{ImagesName} and {Stems(split)[0]}-{LabelsName}, plain or {Gzip}";
        var found = ImageFiles(files, split);
        if (found.Length == 0)
        {
            var fault = files.Length > 0 ? $"no images of the {Stems(split)[^1]} set"
                : Directory.EnumerateDirectories(directory).Any() ? "the folder holds only other folders"
                : "the folder is empty";
            throw new DataException($"{directory}: {fault}; expected {expected}{Below(directory, split)}.");
        }
        if (found.Length > 1)
        {
            throw new DataException($"{directory}: expected one set, got several: {string.Join(", ", found)}; "
                + "move each to a folder of its own.");
        }

        var labels = found[0].Replace("-images", "-labels").Replace("idx3-ubyte", "idx1-ubyte");
        return (Present(found[0]), Present(labels));

        string Present(string name) => Path.Combine(directory, files.Contains(name) ? name : files.Contains(name + Gzip)
            ? name + Gzip
            : throw new DataException($"{directory}: found neither {name} nor {name}{Gzip} beside {found[0]}."));
    }

    // What to say of folders in a folder that hold what it lacks.
    private static string Below(string directory, Split split)
    {
        try
        {
            var fit = Directory.GetDirectories(directory).Where(inner => Exists(inner, split)).Order().ToList();
            return fit.Count == 0 ? "" : $", as in {string.Join(" or ", fit)}";
        }
        catch (Exception unknown) when (unknown is DataException or IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string[] FileNames(string directory)
    {
        try
        {
            return [.. Directory.GetFiles(directory).Select(file => Path.GetFileName(file))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                File.Exists(directory) ? $"{directory}: expected a folder with IDX files, got a file."
                : !Directory.Exists(directory) ? $"{directory}: no such folder."
                : $"{directory}: may not be read.", error);
        }
    }
}
