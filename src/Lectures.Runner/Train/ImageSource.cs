using Lectures.Models.Data;

namespace Lectures.Runner.Train;

/// <summary>Images with classes.</summary>
internal sealed class ImageSource : DataSource
{
    private readonly Func<Split, ImageSet> load;
    private readonly ImageSet train;

    /// <summary>The images.</summary>
    /// <param name="load">Reads or makes one of the sets.</param>
    public ImageSource(Func<Split, ImageSet> load) => (this.load, train) = (load, load(Split.Train));

    /// <inheritdoc/>
    public override DataForm Form => new()
    {
        Kind = DataKind.Images,
        Height = train.Height,
        Width = train.Width,
        ClassNames = [.. Enumerable.Range(0, train.Classes).Select(k => $"{k}")],
    };

    /// <inheritdoc/>
    public override DataSource As(DataForm form) =>
        (train.Height, train.Width) == (form.Height, form.Width) && train.Classes <= form.Classes
            ? this
            : throw new DataException($"images: expected {form.Height}×{form.Width} of at most {form.Classes} classes, as "
                + $"was learned; got {train.Height}×{train.Width} of {train.Classes}.");

    /// <summary>One of the sets, with the classes of the training set.</summary>
    /// <exception cref="DataException">It is of another form than the training set.</exception>
    public ImageSet Set(Split split)
    {
        if (split == Split.Train) return train;
        var test = load(Split.Test);
        if ((test.Height, test.Width) != (train.Height, train.Width) || test.Classes > train.Classes)
        {
            throw new DataException($"test images: expected {train.Height}×{train.Width} and at most {train.Classes} "
                + $"classes as the training images, got {test.Height}×{test.Width} and {test.Classes}.");
        }
        return test;
    }
}
