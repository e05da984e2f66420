using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>What a layer saw in one forward and backward: all that a backward pass, right or wrong, could have used.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Outputs">Its outputs.</param>
/// <param name="OutputGradients">dy for each output.</param>
public sealed record Symptoms(GeneralLayer Layer, Tensor?[] Inputs, Tensor?[] Outputs, Tensor?[] OutputGradients)
{
    /// <summary>The first input x.</summary>
    public Tensor X => Inputs[0]!;

    /// <summary>The first output y.</summary>
    public Tensor Y => Outputs[0]!;

    /// <summary>∂L/∂y of the first output.</summary>
    public Tensor Dy => OutputGradients[0]!;

    /// <summary>The value of a weight by its name in the layer.</summary>
    /// <exception cref="KeyNotFoundException">The layer has none of that name.</exception>
    public Tensor Weight(string name) => Layer.Weights.FirstOrDefault(own => own.Name == name).Weight?.Value
        ?? throw new KeyNotFoundException($"{name}: {Layer.GetType().Name} has no such weight.");
}

/// <summary>Gradients that a wrong backward gives instead of the right ones; what is not named stays right.</summary>
public sealed class WrongGradients
{
    /// <summary>By tensor: <c>input</c>, <c>input[1]</c> …, or a weight's name; null for no gradient at all.</summary>
    public Dictionary<string, Tensor?> Tensors { get; } = [];

    /// <summary>The gradients that layers below receive, those of their outputs; what is not named, they receive right.</summary>
    internal Dictionary<GeneralLayer, Tensor?[]> HandedDown { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>A wrong gradient of the first input.</summary>
    public static WrongGradients Input(Tensor? dx) => new() { Tensors = { ["input"] = dx } };

    /// <summary>A wrong gradient of one weight.</summary>
    public static WrongGradients Weight(string name, Tensor? dW) => new() { Tensors = { [name] = dW } };

    /// <summary>And a further one.</summary>
    public WrongGradients And(string tensor, Tensor? gradient)
    {
        Tensors[tensor] = gradient;
        return this;
    }
}
