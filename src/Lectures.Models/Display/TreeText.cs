using System.Text;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Display;

/// <summary>A module or a layer as the tree of its parts, with the shapes of its weights.</summary>
internal static class TreeText
{
    /// <summary>A line for each module, and the number of all parameters.</summary>
    public static string Of(nn.Module module) => Text(
        Nodes(module, "", 0),
        module.parameters().DistinctBy(parameter => parameter.Handle).Sum(parameter => parameter.numel()));

    /// <summary>A line for each layer, and the number of all weights; a tied one counts once.</summary>
    public static string Of(GeneralLayer layer)
    {
        var named = layer.NamedLayers().ToList();
        var weights = named.SelectMany(node => node.Layer.Weights).Select(own => own.Weight).Distinct();
        return Text(named.Select(Node), weights.Sum(weight => weight.Value.numel()));

        static TreeNode Node((string Path, GeneralLayer Layer) node)
        {
            var names = node.Path.Split('.', StringSplitOptions.RemoveEmptyEntries);
            return new(names.Length, names.LastOrDefault(""), node.Layer.GetType().Name,
                node.Layer.Weights.Select(own => (own.Name, own.Weight.Value.shape)));
        }
    }

    private static string Text(IEnumerable<TreeNode> nodes, long parameters)
    {
        var text = new StringBuilder();
        foreach (var node in nodes)
        {
            var name = node.Name.Length > 0 ? $"({node.Name}): " : "";
            var weights = string.Join(", ", node.Weights.Select(own => $"{own.Name} {string.Join('×', own.Shape)}"));
            text.Append(' ', 2 * node.Depth).Append($"{name}{node.Type}  {weights}".TrimEnd()).Append('\n');
        }
        return text.Append($"{parameters:N0} parameters").ToString();
    }

    private static IEnumerable<TreeNode> Nodes(nn.Module module, string name, int depth) =>
        module.named_children().SelectMany(child => Nodes(child.module, child.name, depth + 1)).Prepend(new(
            depth, name, module.GetType().Name,
            module.named_parameters(recurse: false).Select(own => (own.name, own.parameter.shape))));

    private sealed record TreeNode(
        int Depth, string Name, string Type, IEnumerable<(string Name, long[] Shape)> Weights);
}
