namespace Lectures.Models.Experiments;

/// <summary>A text in the languages of the report.</summary>
/// <param name="English">In English.</param>
/// <param name="Japanese">In Japanese.</param>
public sealed record Bilingual(string English, string Japanese)
{
    /// <summary>A text that is the same in both: a name, a formula.</summary>
    public static implicit operator Bilingual(string same) => new(same, same);

    /// <summary>The text in one language.</summary>
    public string In(Language language) => language == Language.Japanese ? Japanese : English;
}

/// <summary>A language of the report.</summary>
public enum Language
{
    /// <summary>English.</summary>
    English,

    /// <summary>Japanese, the lecture's own.</summary>
    Japanese,
}
