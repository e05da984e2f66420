namespace Lectures.Runner.Train;

/// <summary>What data is made of.</summary>
internal enum DataKind
{
    /// <summary>Images with classes, in MNIST's format.</summary>
    Images,

    /// <summary>Recordings with classes.</summary>
    Recordings,

    /// <summary>Text, character by character.</summary>
    Text,

    /// <summary>Sentences and their translations.</summary>
    Translations,
}
