using System.Text;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Display;

/// <summary>A module or a layer as the tree of its parts, with the shapes of its weights.</summary>
internal static class TreeText
{
    /// <summary>A line for each module, and the number of all parameters.</summary>
    public static string Of(nn.Module module) => Of(
        Nodes(module, "", 0),
        module.parameters().DistinctBy(parameter => parameter.Handle).Sum(parameter => parameter.numel()));

    /// <summary>A line for each layer, and the number of all weights; a tied one counts once.</summary>
    public static string Of(GeneralLayer layer)
    {
        var nodes = layer.NamedLayers().ToList();
        return Of(
            nodes.Select(node => new Node(node.Path.Length == 0 ? 0 : node.Path.Split('.').Length, node.Path.Split('.')[^1],
                node.Layer.GetType().Name, node.Layer.Weights.Select(own => (own.Name, own.Weight.Value.shape)))),
            nodes.SelectMany(node => node.Layer.Weights).DistinctBy(own => own.Weight).Sum(own => own.Weight.Value.numel()));
    }

    private static string Of(IEnumerable<Node> nodes, long parameters)
    {
        var text = new StringBuilder();
        foreach (var node in nodes)
        {
            var weights = string.Join(", ", node.Weights.Select(weight => $"{weight.Name} {string.Join('×', weight.Shape)}"));
            var name = node.Name.Length > 0 ? $"({node.Name}): " : "";
            text.Append(' ', 2 * node.Depth).Append($"{name}{node.Type}  {weights}".TrimEnd()).Append('\n');
        }
        return text.Append($"{parameters:N0} parameters").ToString();
    }

    private static IEnumerable<Node> Nodes(nn.Module module, string name, int depth) =>
        module.named_children().SelectMany(child => Nodes(child.module, child.name, depth + 1)).Prepend(new(
            depth, name, module.GetType().Name,
            module.named_parameters(recurse: false).Select(own => (own.name, own.parameter.shape))));

    private sealed record Node(int Depth, string Name, string Type, IEnumerable<(string Name, long[] Shape)> Weights);
}
