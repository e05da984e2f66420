namespace Lectures.Models.Figures;

/// <summary>Numbers that know how they are drawn.</summary>
public interface IDrawable
{
    /// <summary>Draws them in the house style; reads them and changes nothing.</summary>
    /// <returns>The figure, the same one for the same numbers; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The numbers do not fit each other.</exception>
    Figure Draw();
}
