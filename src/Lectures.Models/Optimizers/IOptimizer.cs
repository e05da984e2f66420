namespace Lectures.Models.Optimizers;

/// <summary>Moves weights along the gradients that a hand-written backward left in them.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>One step, in place; a weight without a gradient stays.</summary>
    void Step();
}
