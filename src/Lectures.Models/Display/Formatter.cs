using System.Collections;
using System.Runtime.CompilerServices;
using Lectures.Models.Experiments;
using Lectures.Models.Figures;
using Lectures.Models.Images;
using Lectures.Models.Layers;
using Lectures.Models.Networks;
using ScottPlot;
using SkiaSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Display;

/// <summary>Gives every value the forms in which it is shown: pictures for figures, plots and images, tables for rows
/// of records, tuples and anonymous objects, text for tensors and all else.</summary>
public static class Formatter
{
    private static readonly List<Func<object, MimeBundle?>> registered = [];
    private static readonly List<(Type Type, string[] MimeTypes)> preferred = [];

    /// <summary>Shows values of a type in another way from now on; of several, the last one registered
    /// counts.</summary>
    /// <typeparam name="T">The type, a base class or an interface.</typeparam>
    /// <param name="form">Gives a value its forms.</param>
    public static void Register<T>(Func<T, MimeBundle> form)
    {
        lock (registered) registered.Insert(0, value => value is T own ? form(own) : null);
    }

    /// <summary>Shows values of a type in these forms alone from now on, where they have them.</summary>
    /// <param name="type">The type, a base class or an interface.</param>
    /// <param name="mimeTypes">Media types.</param>
    public static void Prefer(Type type, params string[] mimeTypes)
    {
        lock (registered) preferred.Insert(0, (type, mimeTypes));
    }

    /// <summary>A value's forms; most values are one thing, an experiment's result is several.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The media types that are asked for, <c>image/svg+xml</c> of a figure for instance;
    /// without any, those that suit the value.</param>
    public static IEnumerable<MimeBundle> Of(object? value, params IReadOnlyCollection<string> mimeTypes)
    {
        if (mimeTypes.Count == 0) mimeTypes = Preferred(value);
        var forms = Registered(value) is { } own ? [own] : Forms(value, mimeTypes);
        return mimeTypes.Count == 0 ? forms : forms.Select(shown => Only(shown, mimeTypes));
    }

    private static IEnumerable<MimeBundle> Forms(object? value, IReadOnlyCollection<string> mimeTypes) => value switch
    {
        null => [MimeBundle.Text("null")],
        MimeBundle shown => [shown],
        string text => [MimeBundle.Text(text)],
        Tensor { IsInvalid: true } => [MimeBundle.Text("tensor, disposed")],
        Tensor tensor => [MimeBundle.Text($"{TensorText.Of(tensor)}\n{TensorText.Description(tensor)}")],
        IDrawable drawable => [PictureForms.Of(drawable, mimeTypes)],
        Figure figure => [PictureForms.Of(figure, "", mimeTypes)],
        Plot plot => [PictureForms.Of(plot, mimeTypes)],
        Picture picture => [PictureForms.Of(picture)],
        ImageSheet sheet => [MimeBundle.Png(sheet.ToPng(), "sheet of pictures")],
        SKBitmap bitmap => [PictureForms.Of(bitmap)],
        SKImage image => [PictureForms.Of(image)],
        ExperimentFigure figure => [ResultForms.Of(figure, mimeTypes)],
        ExperimentResult result => ResultForms.Of(result),
        Claim claim => [ResultForms.Of([claim])],
        IEnumerable<Claim> claims => [ResultForms.Of(claims)],
        IEnumerable<Reproduction> numbers => [ResultForms.Of(numbers)],
        NumberTable table => [ResultForms.Of(table)],
        ModelSummary summary => [ResultForms.Of(summary)],
        PredictionFigure prediction => [MimeBundle.Png(prediction.ToPng(), "prediction")],
        nn.Module module => [MimeBundle.Text(TreeText.Of(module))],
        GeneralLayer layer => [MimeBundle.Text(TreeText.Of(layer))],
        Exception exception => [MimeBundle.Text(Chain(exception))],
        ITuple tuple => [MimeBundle.Text(Parts(tuple))],
        IEnumerable<Tensor> tensors => [MimeBundle.Text(string.Join("\n", tensors.Select(Text)))],
        IEnumerable values => [Rows.Of(values)],
        _ => [Rows.OfParts(value) ?? MimeBundle.Text(ValueText.Whole(value))],
    };

    private static MimeBundle? Registered(object? value)
    {
        if (value is null) return null;
        lock (registered) return registered.Select(form => form(value)).FirstOrDefault(shown => shown is not null);
    }

    private static string[] Preferred(object? value)
    {
        lock (registered) return preferred.Find(entry => entry.Type.IsInstanceOfType(value)).MimeTypes ?? [];
    }

    // What is asked for and there; all of it where nothing is.
    private static MimeBundle Only(MimeBundle shown, IReadOnlyCollection<string> mimeTypes) =>
        shown.Forms.Where(form => mimeTypes.Contains(form.Key)).ToDictionary() is { Count: > 0 } forms
            ? new(forms) : shown;

    private static string Chain(Exception exception)
    {
        var line = ValueText.Of(exception);
        return exception.InnerException is { } inner ? $"{line}\ncaused by {Chain(inner)}" : line;
    }

    private static string Parts(ITuple tuple)
    {
        var parts = Enumerable.Range(0, tuple.Length).Select(k => tuple[k]).ToList();
        return parts.Exists(part => part is Tensor) ? string.Join("\n", parts.Select(Text)) : ValueText.Of(tuple);
    }

    private static string Text(object? value) => string.Join("\n", Of(value));
}
