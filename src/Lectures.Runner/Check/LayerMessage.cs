using System.Text.Json;

namespace Lectures.Runner.Check;

/// <summary>What the process of a class is to do; one line of JSON on its standard input.</summary>
/// <param name="TypeName">The class.</param>
/// <param name="Source">The name of its file, as the symbols have it.</param>
/// <param name="Seed">Decides weights, inputs and dy.</param>
/// <param name="Skip">How many of the guessed inputs to pass over.</param>
/// <param name="Assembly">The compiled file.</param>
/// <param name="Symbols">Its line numbers.</param>
internal sealed record LayerJob(string TypeName, string Source, long Seed, int Skip, byte[] Assembly, byte[] Symbols);

/// <summary>What happens in the process of a class.</summary>
internal enum LayerEvent
{
    /// <summary>A step begins, named by the text.</summary>
    Step,

    /// <summary>The layer refuses inputs that were guessed; the text says why.</summary>
    Refused,

    /// <summary>The gradients on some inputs were checked.</summary>
    Checked,

    /// <summary>The class cannot be checked; the text says why.</summary>
    Error,

    /// <summary>The class cannot be built by itself; the text says why.</summary>
    NotBuildable,

    /// <summary>Everything is done.</summary>
    Done,
}

/// <summary>A message from the process of a class; one line of JSON on its standard output.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Text">In words.</param>
internal sealed record LayerMessage(LayerEvent Event, string Text = "")
{
    /// <summary>The shapes of the inputs it is about, e.g. <c>(4, 3)</c>; empty where none are.</summary>
    public string Inputs { get; init; } = "";

    /// <summary>The place of the guess it is about; −1 for declared inputs.</summary>
    public int Guess { get; init; } = -1;

    /// <summary>How the check ended.</summary>
    public LayerVerdict Verdict { get; init; }

    /// <summary>The report of the check.</summary>
    public JsonElement? Report { get; init; }

    /// <summary>Names of the classes that the checked layer is made of.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];
}
