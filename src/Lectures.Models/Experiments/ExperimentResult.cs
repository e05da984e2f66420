using Lectures.Models.Figures;

namespace Lectures.Models.Experiments;

/// <summary>What an experiment found; console, figures and report are made from it.</summary>
/// <param name="Verdict">What it says of the lecture's statement where our claims hold.</param>
/// <param name="Claims">Ours, at least one.</param>
public sealed record ExperimentResult(Verdict Verdict, IReadOnlyList<Claim> Claims)
{
    /// <summary>What it says of the lecture's statement; that is not shown where a claim fails.</summary>
    public Verdict Verdict { get; init; } = Verdict.Finding == Finding.Shown && !Claims.All(claim => claim.Holds)
        ? Verdict with { Finding = Finding.NotShown } : Verdict;

    /// <summary>The lecture's numbers beside ours.</summary>
    public IReadOnlyList<Reproduction> Reproductions { get; init; } = [];

    /// <summary>All other numbers.</summary>
    public IReadOnlyList<NumberTable> Tables { get; init; } = [];

    /// <summary>The figures.</summary>
    public IReadOnlyList<ExperimentFigure> Figures { get; init; } = [];

    /// <summary>Whether every claim holds.</summary>
    public bool Holds => Claims.All(claim => claim.Holds);

    /// <summary>One of the figures.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public ExperimentFigure Figure(string name) => Figures.FirstOrDefault(figure => figure.Name == name)
        ?? throw new ArgumentException(
            $"figure: expected {string.Join(", ", Figures.Select(figure => figure.Name))}, got '{name}'.");
}

/// <summary>A figure of an experiment; its data were measured, drawing only reads them.</summary>
/// <param name="Name">Short, for the file: <c>regions</c>.</param>
/// <param name="Caption">What is to be seen.</param>
/// <param name="Draw">Draws it; the caller disposes the figure.</param>
public sealed record ExperimentFigure(string Name, Bilingual Caption, Func<Figure> Draw);
