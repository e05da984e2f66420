namespace Lectures.Models.Experiments;

/// <summary>The progress of a work in parts, one after the other.</summary>
/// <param name="whole">Told the share done of the whole.</param>
/// <param name="cost">Of all parts together, in any unit.</param>
internal sealed class PartProgress(Action<double> whole, double cost)
{
    private double begun;

    /// <summary>Begins the next part.</summary>
    /// <param name="part">Its cost.</param>
    /// <returns>To be told the share done of the part.</returns>
    public Action<double> Next(double part)
    {
        var before = begun;
        begun += part;
        return share => whole(Math.Min(1, (before + share * part) / cost));
    }
}
