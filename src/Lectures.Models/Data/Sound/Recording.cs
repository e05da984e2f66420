using System.Globalization;
using System.Text.RegularExpressions;

namespace Lectures.Models.Data.Sound;

/// <summary>A recording of known class.</summary>
/// <param name="Class">What is said, e.g. <c>7</c>.</param>
/// <param name="Speaker">Who says it.</param>
/// <param name="Index">Which of the speaker's recordings of the class, from 0.</param>
/// <param name="Sound">The recording.</param>
public sealed partial record Recording(string Class, string Speaker, int Index, Waveform Sound)
{
    /// <summary>Indices below this are the customary test set.</summary>
    public const int TestIndices = 5;

    /// <summary>The file's name, <c>{class}_{speaker}_{index}.wav</c>.</summary>
    public string FileName => $"{Class}_{Speaker}_{Index}.wav";

    /// <summary>The customary half that the recording belongs to: index 0 to 4 is for the test.</summary>
    public Split Split => Index < TestIndices ? Split.Test : Split.Train;

    /// <summary>The recording of a file by its name and content.</summary>
    /// <param name="fileName">Without folders, <c>{class}_{speaker}_{index}.wav</c>.</param>
    /// <param name="content">The bytes of the WAV file.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="DataException">The name is of another form, or the content no WAV file.</exception>
    public static Recording Parse(string fileName, ReadOnlySpan<byte> content, string name)
    {
        var match = Form().Match(fileName);
        if (!match.Success || !int.TryParse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture, out var index))
            throw new DataException($"{name}: expected a name like 7_jackson_32.wav (class, speaker, index).");
        return new(match.Groups[1].Value, match.Groups[2].Value, index, WavFile.Parse(content, name));
    }

    /// <summary>Whether a file is a recording: <c>.wav</c>, and not what macOS puts beside one (<c>._…</c>).</summary>
    internal static bool IsRecording(string fileName) =>
        fileName.EndsWith(".wav", StringComparison.OrdinalIgnoreCase) && !fileName.StartsWith('.');

    [GeneratedRegex(@"^([^_]+)_(.+)_([0-9]+)\.wav$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
