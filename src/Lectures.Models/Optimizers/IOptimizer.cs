using static TorchSharp.torch;

namespace Lectures.Models.Optimizers;

/// <summary>Moves weights along the gradients that a backward left in them, by hand or by autograd.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The learning rate of the next step, at least 0; a schedule may set it before every step.</summary>
    /// <exception cref="ArgumentException">The rate is negative or not finite.</exception>
    double Rate { get; set; }

    /// <summary>All that the next step depends on besides weights, gradients and rate, by name: the live tensors,
    /// owned by the optimizer, there from the beginning.</summary>
    /// <remarks>PyTorch's names and the weight's, e.g. <c>exp_avg.0.weight</c>; the weight's is its place in the
    /// state_dict where all have one of their own, its number otherwise.</remarks>
    IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>One step, in place; a weight without a gradient stays.</summary>
    void Step();

    /// <summary>Continues from the state of an optimizer of the same kind over the same weights: its values are copied,
    /// and the steps from here on are its steps to the last bit.</summary>
    /// <exception cref="ArgumentException">A tensor is missing, has another shape or type, or is not of this optimizer;
    /// nothing was copied.</exception>
    void Load(IReadOnlyDictionary<string, Tensor> state);
}
