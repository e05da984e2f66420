using Lectures.Models;
using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Runner.Exchange;

/// <summary>The weights of a module as a file holds them, by their names in the state_dict.</summary>
internal static class NamedTensors
{
    private const int MostNames = 6;

    /// <summary>The module's parameters and buffers.</summary>
    public static Dictionary<string, Tensor> StateOf(nn.Module module) => module.named_parameters()
        .Select(named => (named.name, (Tensor)named.parameter))
        .Concat(module.named_buffers().Select(named => (named.name, named.buffer)))
        .ToDictionary();

    /// <summary>Copies weights into a module; buffers may be left out, for no gradient depends on them.</summary>
    /// <exception cref="ArgumentException">A weight is missing, superfluous, misshapen, or not finite in the module's
    /// type.</exception>
    public static void Load(nn.Module module, SafeTensors file, string path)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var state = StateOf(module);
        ExpectNames(path, file.Tensors.Keys, module.named_parameters().Select(named => named.name), state.Keys);
        foreach (var (name, tensor) in file.Tensors)
        {
            Expect.Shape(tensor, state[name].shape, $"{path}: {name}");
            if (state[name].is_floating_point()) Expect.FloatingPoint(tensor, $"{path}: {name}");
            Expect.Finite(state[name].copy_(tensor).alias(), $"{path}: {name}");
        }
    }

    /// <summary>Checks that all that is needed is there, and nothing unknown.</summary>
    /// <exception cref="ArgumentException">It is not so; the names are named.</exception>
    public static void ExpectNames(
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
