using Lectures.Models.Display;

namespace Lectures.Runner.Notebook;

/// <summary>C# for the kernel to run; one line of JSON on its standard input.</summary>
/// <param name="Cell">The cell's number.</param>
/// <param name="Code">Its text, every line in its place.</param>
internal sealed record KernelJob(int Cell, string Code)
{
    /// <summary>Whether a thread that was left behind may throw, and end itself alone.</summary>
    public bool OutlivesThreads { get; init; }
}

/// <summary>What happens in the kernel.</summary>
internal enum KernelEvent
{
    /// <summary>Text was printed: the name says where.</summary>
    Stream,

    /// <summary>Something is shown, or shown anew where its identity is known already.</summary>
    Display,

    /// <summary>The last expression has a value.</summary>
    Result,

    /// <summary>An error ended the cell.</summary>
    Error,

    /// <summary>The job is done.</summary>
    Done,
}

/// <summary>A message from the kernel; one line of JSON on its standard output.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Name">Of a stream, of the kind of an error, or the identity of what is shown.</param>
/// <param name="Text">In words.</param>
internal sealed record KernelMessage(KernelEvent Event, string Name = "", string Text = "")
{
    private const int MostData = 1 << 23;

    /// <summary>What is shown, by media type.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>Where an error came from, a line each.</summary>
    public IReadOnlyList<string> Traceback { get; init; } = [];

    /// <summary>Something shown, or in its place how large it is where that is too much for a notebook.</summary>
    public static KernelMessage Of(KernelEvent kind, string name, MimeBundle shown)
    {
        var length = shown.Forms.Sum(form => (long)form.Value.Length);
        if (length > MostData) shown = MimeBundle.Text($"… not shown: {length:N0} characters of data.");
        return new(kind, name) { Data = shown.Forms };
    }
}
