using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>The parameters and buffers of a module by PyTorch's names, and their way into and out of files.</summary>
public static class StateDict
{
    private const int MostNames = 6;

    /// <summary>The module's parameters and buffers themselves.</summary>
    public static Dictionary<string, Tensor> Of(nn.Module module) => module.named_parameters()
        .Select(named => (named.name, (Tensor)named.parameter))
        .Concat(module.named_buffers().Select(named => (named.name, named.buffer)))
        .ToDictionary();

    /// <summary>A copy of them, which no dispose scope owns.</summary>
    public static Dictionary<string, Tensor> Copy(nn.Module module)
    {
        using var off = no_grad();
        var copy = Of(module).ToDictionary(named => named.Key, named => named.Value.clone().DetachFromDisposeScope());
        GC.KeepAlive(module);       // the finalizer of a norm that nobody holds any more empties it
        return copy;
    }

    /// <summary>Copies them into tensors of the same names and shapes.</summary>
    public static void CopyTo(nn.Module module, IReadOnlyDictionary<string, Tensor> target) =>
        CopyTo(Of(module), target, "weights");

    /// <summary>Copies tensors of the same names and shapes into them.</summary>
    /// <exception cref="ArgumentException">The names or shapes are not the module's.</exception>
    public static void CopyFrom(nn.Module module, IReadOnlyDictionary<string, Tensor> source) =>
        CopyTo(source, Of(module), "weights");

    /// <summary>Copies weights of a file into a module; buffers may be left out.</summary>
    /// <param name="module">The module.</param>
    /// <param name="file">What the file holds.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="ArgumentException">A weight is missing, superfluous, misshapen, or not finite in the module's
    /// type; nothing was copied.</exception>
    public static void Load(nn.Module module, SafeTensors file, string path)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var state = Of(module);
        ExpectNames(path, file.Tensors.Keys, module.named_parameters().Select(named => named.name), state.Keys);
        var converted = new List<(Tensor Source, Tensor Target)>();
        foreach (var (name, tensor) in file.Tensors)
        {
            Expect.Shape(tensor, state[name].shape, $"{path}: {name}");
            if (state[name].is_floating_point()) Expect.FloatingPoint(tensor, $"{path}: {name}");
            converted.Add((tensor.to(state[name].dtype), state[name]));
            Expect.Finite(converted[^1].Source, $"{path}: {name}");
        }
        foreach (var (source, target) in converted) target.copy_(source);
    }

    /// <summary>Copies tensors into those of the same names.</summary>
    /// <exception cref="ArgumentException">The names or shapes differ.</exception>
    internal static void CopyTo(
        IReadOnlyDictionary<string, Tensor> source, IReadOnlyDictionary<string, Tensor> target, string subject)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        ExpectNames(subject, source.Keys, target.Keys, target.Keys);
        foreach (var (name, tensor) in source)
        {
            Expect.Shape(tensor, target[name].shape, $"{subject}: {name}");
            target[name].copy_(tensor);
        }
    }

    /// <summary>Checks that all that is needed is there, and nothing unknown.</summary>
    /// <exception cref="ArgumentException">It is not so; the names are named.</exception>
    internal static void ExpectNames(
        string path, IEnumerable<string> held, IEnumerable<string> needed, IEnumerable<string> known)
    {
        List<string> missing = [.. needed.Except(held)], superfluous = [.. held.Except(known)];
        if (missing.Count + superfluous.Count == 0) return;
        string[] errors =
        [
            .. missing.Count > 0 ? [$"missing {Text(missing)}"] : Array.Empty<string>(),
            .. superfluous.Count > 0 ? [$"superfluous {Text(superfluous)}"] : Array.Empty<string>(),
        ];
        throw new ArgumentException($"{path}: {string.Join("; ", errors)}.");
    }

    private static string Text(List<string> names)
    {
        var first = string.Join(", ", names.Take(MostNames).Select(SafeTensorsHeader.Quote));
        return names.Count > MostNames ? $"{first} and {names.Count - MostNames} more" : first;
    }
}
