namespace Lectures.Models.Layers;

/// <summary>Walks the tree of layers; a path is the names from the root down, joined by dots.</summary>
public static class LayerTree
{
    /// <summary>Every layer with its path, a parent before its children; the root's path is empty.</summary>
    public static IEnumerable<(string Path, GeneralLayer Layer)> NamedLayers(this GeneralLayer root, string path = "")
    {
        yield return (path, root);
        foreach (var (name, child) in root.Children)
            foreach (var named in child.NamedLayers(Join(path, name)))
                yield return named;
    }

    /// <summary>Every weight with its path, e.g. <c>encoder.0.attention.q.weight</c>; a tied weight appears once, at
    /// its first place.</summary>
    public static IEnumerable<(string Path, Weight Weight)> NamedWeights(this GeneralLayer root)
    {
        var seen = new HashSet<Weight>();
        foreach (var (path, layer) in root.NamedLayers())
            foreach (var (name, weight) in layer.Weights)
                if (seen.Add(weight))
                    yield return (Join(path, name), weight);
    }

    private static string Join(string path, string name) =>
        path.Length == 0 ? name : name.Length == 0 ? path : $"{path}.{name}";
}
