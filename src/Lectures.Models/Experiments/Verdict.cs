namespace Lectures.Models.Experiments;

/// <summary>What the numbers say of the lecture's own statement.</summary>
/// <param name="Finding">In one word.</param>
/// <param name="Words">In a sentence or two, with the numbers that decide.</param>
public sealed record Verdict(Finding Finding, Bilingual Words);

/// <summary>Whether a statement of the lecture was seen.</summary>
public enum Finding
{
    /// <summary>The run shows it.</summary>
    Shown,

    /// <summary>The run does not show it.</summary>
    NotShown,

    /// <summary>It holds in some settings and not in others.</summary>
    Depends,
}
