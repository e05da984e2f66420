namespace Lectures.Models.Images;

/// <summary>A picture of a digit on its way to MNIST's form; every step is kept.</summary>
/// <param name="Original">The picture as it was read.</param>
/// <param name="Ink">The whole picture without its background, ink on black, a million pixels at most.</param>
/// <param name="Digit">The digit alone, cut out, without specks, thin strokes made wider.</param>
/// <param name="Scaled">The digit as large as fits into the box (20×20 for a side of 28), in its proportions.</param>
/// <param name="Result">The box moved so that its centre of mass is the middle: 28×28, light on black.</param>
/// <param name="Inverted">Whether the original was dark on light.</param>
public sealed record NormalisedDigit(
    Picture Original, Picture Ink, Picture Digit, Picture Scaled, Picture Result, bool Inverted)
{
    /// <summary>The steps in their order, each with a caption.</summary>
    public IReadOnlyList<(string Caption, Picture Picture)> Steps =>
    [
        ("Original", Original),
        (Inverted ? "Ink, inverted" : "Ink", Ink),
        ("Cut out", Digit),
        ("Scaled", Scaled),
        ("Centre of mass", Result),
    ];
}
