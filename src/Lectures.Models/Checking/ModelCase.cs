using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>A model in a size and a setting to check it in.</summary>
/// <param name="Variant">What tells it from the model's other cases, e.g. <c>lecture</c>.</param>
/// <param name="Task">The module and its loss.</param>
/// <param name="Data">The inputs (null for one not given) and the target from a batch.</param>
public sealed record ModelCase(string Variant, ModelTask Task, Func<CheckBatch, (Tensor?[] Inputs, Tensor Target)> Data)
{
    /// <summary>At most 500 weights: every entry is held against differences, and 100 steps of learning are
    /// compared.</summary>
    public bool Small { get; init; }

    /// <summary>Not verified, only planted with mistakes that no verified case shows: so narrow that its norms amplify
    /// float32's rounding.</summary>
    public bool OnlyForMistakes { get; init; }

    /// <summary>The same as a <see cref="Small"/> one.</summary>
    internal ModelCase AsSmall() => this with { Small = true };

    /// <summary>The same with label smoothing.</summary>
    internal ModelCase Smoothed(double labelSmoothing) =>
        this with { Task = Task with { LabelSmoothing = labelSmoothing } };

    /// <summary>The case of a module with one input.</summary>
    public static ModelCase Of<T>(
        string variant, Func<T> build, LossFunction loss, Func<CheckBatch, (Tensor Input, Tensor Target)> data)
        where T : nn.Module<Tensor, Tensor>, IHandWritten =>
        new(variant, ModelTask.Of(build, loss),
            batch => data(batch) is var (input, target) ? ([input], target) : default);
}
