namespace Lectures.Runner.Check;

/// <summary>How the check of a class, or of a class on some inputs, ended; the worse, the later.</summary>
internal enum LayerVerdict
{
    /// <summary>Every gradient agrees.</summary>
    Agrees,

    /// <summary>A gradient could not be verified: too many samples sit at a kink.</summary>
    NotVerified,

    /// <summary>A gradient is wrong.</summary>
    Wrong,

    /// <summary>The class could not be checked.</summary>
    Error,
}

/// <summary>What was found for one class.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Layer">The class.</param>
internal sealed record LayerResult(string File, LayerClass Layer)
{
    /// <summary>Why the class could not be checked, or null.</summary>
    public string? Error { get; init; }

    /// <summary>The class cannot be built by itself, which is no error where it is a part of another.</summary>
    public bool NotBuildable { get; init; }

    /// <summary>The class of which this one is a part, or null.</summary>
    public string? PartOf { get; init; }

    /// <summary>The checks that were made.</summary>
    public IReadOnlyList<LayerMessage> Checks { get; init; } = [];

    /// <summary>Guessed inputs that forward took and backward did not.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The first lines that the class printed.</summary>
    public IReadOnlyList<string> Printed { get; init; } = [];

    /// <summary>How many lines it printed in all.</summary>
    public long PrintedLines { get; init; }

    /// <summary>The worst of the checks.</summary>
    public LayerVerdict Verdict => Error is not null ? LayerVerdict.Error : Checks.Select(check => check.Verdict).DefaultIfEmpty().Max();
}
