namespace Lectures.Models.Checking.Diagnosis;

/// <summary>The catalogue of mistakes: real wrong backward passes, to learn from and to test the doctor with.</summary>
public static partial class Catalogue
{
    /// <summary>Every mistake, by the layer it is made in.</summary>
    public static IReadOnlyList<Mistake> All { get; } =
    [
        .. Affine,
        .. TransposedAffines,
        .. Activations,
        .. Gelus,
        .. Softmaxes,
        .. CrossEntropies,
        .. Losses,
        .. Dropouts,
        .. Norms,
        .. Embeddings,
        .. Shapes,
        .. Convolution,
        .. Pooling,
        .. Sequences,
        .. Recurrent,
        .. Attention,
        .. Composites,
    ];

    /// <summary>The mistake of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Mistake Find(string name) => All.FirstOrDefault(mistake => mistake.Name == name)
        ?? throw new ArgumentException($"{name}: no mistake of that name.");
}
