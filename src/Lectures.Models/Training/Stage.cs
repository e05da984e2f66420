using Lectures.Models.Checking;
using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Training;

/// <summary>A part of a training: most have one; pre-training has one for each layer, and fine-tuning.</summary>
/// <param name="Name">What happens.</param>
/// <param name="Module">The whole module, whose weights belong into a checkpoint.</param>
/// <param name="Trained">What is trained of it, or all.</param>
/// <param name="Task">How the trained part is called, and its loss.</param>
/// <param name="Train">What it learns from.</param>
/// <param name="Validation">What it is judged by after every round, or null.</param>
/// <param name="Options">How.</param>
public sealed record Stage(
    string Name, nn.Module Module, nn.Module Trained, ModelTask Task, IPatterns Train, IPatterns? Validation,
    TrainingOptions Options);
