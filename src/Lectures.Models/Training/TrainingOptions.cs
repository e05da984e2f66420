using Lectures.Models.Losses;
using Lectures.Models.Optimizers;

namespace Lectures.Models.Training;

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the patterns, at least 1; does not count where <see cref="Steps"/> is given.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Steps in all, at least 1; null to count epochs.</summary>
    public long? Steps { get; init; }

    /// <summary>Patterns in a step, at least 1.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Whether the smaller rest at the end of an epoch is left out.</summary>
    public bool DropLast { get; init; }

    /// <summary>Decides initial weights, the order of the patterns, augmentation and dropout.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How many threads compute, null for all cores; kept with a run, for the same number gives the same bytes.
    /// Whoever trains sets them: <c>torch.set_num_threads</c>.</summary>
    public int? Threads { get; init; }

    /// <summary>Whose backpropagation.</summary>
    public Backpropagation By { get; init; } = Backpropagation.Autograd;

    /// <summary>How gradients move the weights.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>How the learning rate changes.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>The largest norm of all gradients together; larger ones are scaled down to it. Null for no
    /// clipping.</summary>
    public double? Clip { get; init; }

    /// <summary>The share of a target's probability that is spread evenly over all classes, in [0, 1).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Epochs without a smaller validation loss after which learning stops and the best weights come back; null
    /// to go on to the end.</summary>
    public int? Patience { get; init; }

    /// <summary>Checks what can be checked without data.</summary>
    /// <param name="loss">What is minimised.</param>
    /// <param name="hasValidation">Whether there are patterns to judge by.</param>
    /// <exception cref="ArgumentException">A number is out of range, or there is no use for it.</exception>
    internal void ExpectValid(LossFunction loss, bool hasValidation)
    {
        Expect.AtLeast(Epochs, 1, "epochs");
        Expect.AtLeast(Batch, 1, "batch");
        Expect.AtLeast(Seed, 0, "seed");
        if (Steps is { } steps) Expect.AtLeast(steps, 1, "steps");
        if (Patience is { } patience) Expect.AtLeast(patience, 1, "patience");
        if (Clip is { } clip) Expect.Positive(clip, "clip");
        if (Patience is not null && !hasValidation)
            throw new ArgumentException("patience: expected a validation share to judge by, got none; give one.");
        Schedule.Check();
        loss.Checked(LabelSmoothing);
    }
}

/// <summary>Whose gradients move the weights.</summary>
public enum Backpropagation
{
    /// <summary>libtorch's.</summary>
    Autograd,

    /// <summary>The one written by hand.</summary>
    Hand,
}
