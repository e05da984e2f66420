using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>What a gradient check refuses, each in one line that says why and what to do.</summary>
internal static class Refusals
{
    /// <summary>Refuses tensors of other types than float64 and tensors that overlap themselves, and a check of
    /// none.</summary>
    /// <param name="tensors">What is to be checked, by name.</param>
    /// <param name="needed">False where more may come: none is then no error.</param>
    public static void Check(IReadOnlyCollection<(string Name, Tensor Tensor)> tensors, bool needed = true)
    {
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in tensors)
        {
            if (tensor.is_floating_point() && tensor.dtype != ScalarType.Float64)
                throw new ArgumentException(
                    $"{name}: gradient checking needs Float64, got {tensor.dtype} (a step of 1e-6 drowns in its "
                        + $"rounding); call .to(ScalarType.Float64).");
            for (var d = 0; d < tensor.dim(); d++)
                if (tensor.stride(d) == 0 && tensor.size(d) > 1)
                    throw new ArgumentException(
                        $"{name}: overlaps itself (stride 0 in dimension {d}), so one entry cannot be moved alone; "
                            + $"call .clone().");
            if (tensor.is_floating_point() && !tensor.isfinite().all().item<bool>())
                throw new ArgumentException($"{name}: expected finite values, got NaN or infinity.");
        }
        if (needed && !tensors.Any(named => named.Tensor.is_floating_point()))
            throw new ArgumentException("nothing to check: expected a weight or an input in Float64, got none.");
    }

    /// <summary>Refuses a tree whose forward gives different outputs from the same state; names the first layer that
    /// does.</summary>
    public static void CheckDeterministic(GeneralLayer root, Tensor?[] inputs, LayerState state)
    {
        using var scope = NewDisposeScope();
        using var first = Run();
        foreach (var (path, layer) in root.NamedLayers().OrderByDescending(named => named.Layer.Children.Count == 0))
            if (first.Boundaries.TryGetValue(layer, out var seen)
                && seen.Outputs.Any(y => y is not null && y.is_floating_point() && !y.isfinite().all().item<bool>()))
                throw new ArgumentException(
                    $"{Name(path, layer)}: expected a finite output, got NaN or infinity; choose other inputs.");
        using var second = Run();
        foreach (var (path, layer) in root.NamedLayers().OrderByDescending(named => named.Layer.Children.Count == 0))
            if (first.Boundaries.TryGetValue(layer, out var a) && second.Boundaries.TryGetValue(layer, out var b)
                && a.Outputs.Zip(b.Outputs).Any(pair => pair.First is { } x && !x.Equals(pair.Second!)))
                throw new ArgumentException(
                    $"{Name(path, layer)}: its forward is not deterministic, two calls gave different outputs; draw "
                        + $"from a generator that IRandom names, or switch the randomness off.");

        BoundaryRecorder Run()
        {
            state.Restore();
            var recorder = new BoundaryRecorder(root);
            root.Forward(inputs);
            return recorder;
        }
    }

    /// <summary>What to do about a module that is not deterministic.</summary>
    public static string Dropouts(nn.Module module) =>
        module.named_modules().FirstOrDefault(named => named.module.training
            && named.module.GetType().Name.Contains("Dropout")) is (var path, { } dropout)
            ? $"{path} is a {dropout.GetType().Name} in training: switch it off with eval()"
            : "draw from a generator that IRandom names, or switch the randomness off with eval()";

    private static string Name(string path, GeneralLayer layer) => path.Length == 0 ? layer.GetType().Name : path;
}
