using System.Collections;
using System.Reflection;
using Lectures.Models;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Runner.Check;

/// <summary>How a class says it is built and fed.</summary>
/// <remarks>
/// <para>Built: by a static method <c>Create()</c>, or by a constructor that needs no arguments.</para>
/// <para>Fed: by a static method <c>CreateInputs()</c> (a tensor or an array of them), or random numbers in the shapes of a
/// static <c>InputShapes</c> (<c>long[][]</c>, a shape for each input). Without either, shapes are guessed.</para>
/// </remarks>
internal sealed class LayerRecipe(Type type)
{
    private const string Factory = "Create", Shapes = "InputShapes", Inputs = "CreateInputs";
    private const int MostSizes = 4, MostInputs = 3;
    private const BindingFlags Static =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    /// <summary>Builds the layer; null when the class says no way to.</summary>
    /// <exception cref="TargetInvocationException">The class's own code throws.</exception>
    public Func<GeneralLayer?>? Builder { get; } = FindBuilder(type);

    /// <summary>Makes the declared inputs; null when none are declared.</summary>
    /// <exception cref="ArgumentException">What is declared makes no sense.</exception>
    public Func<Tensor?[]>? DeclaredInputs { get; } = FindInputs(type);

    /// <summary>What a class says that cannot be built.</summary>
    public string NoBuilder => type.ContainsGenericParameters
        ? "is generic; derive a class that is not."
        : $"cannot be built: expected 'public static {type.Name} Create()' or a constructor without parameters, got "
            + $"{string.Join(", ", type.GetConstructors().Select(Text).DefaultIfEmpty("neither"))}.";

    /// <summary>Shapes to try on a layer that declares none: a shape for each input.</summary>
    /// <remarks>The last dimension or the channels are a size of some weight; other sizes are all different.</remarks>
    public static IEnumerable<long[][]> Guesses(GeneralLayer layer)
    {
        var shapes = layer.NamedWeights().Select(named => named.Weight.Value.shape).Where(shape => shape.Length > 0).ToList();
        var sizes = shapes.Select(shape => shape[^1])
            .Concat(shapes.Select(shape => shape[shape.Length > 1 ? 1 : 0])).Concat(shapes.Select(shape => shape[0]))
            .Where(size => size > 1).Append(3).Distinct().Take(MostSizes).ToList();
        Func<long, long[]>[] ranks =
        [
            size => [.. Others(size, 4), size],
            size => [.. Others(size, 2, 5), size],
            size => [.. Others(size, 2), size, .. Others(size, 7, 6)],
        ];
        return
            from inputs in Enumerable.Range(1, layer is Layer ? 1 : MostInputs)
            from make in ranks
            from size in sizes
            select Enumerable.Repeat(make(size), inputs).ToArray();
    }

    /// <summary>Shapes as text: (4, 3), (2, 5).</summary>
    public static string Text(IEnumerable<Tensor?> inputs) =>
        string.Join(", ", inputs.Select(x => x is null ? "none" : Expect.Text(x.shape)));

    // A size that is the given one already makes way for its double plus one, which none of the others is.
    private static IEnumerable<long> Others(long size, params long[] others) =>
        others.Select(other => other == size ? 2 * other + 1 : other);

    private static Func<GeneralLayer?>? FindBuilder(Type type)
    {
        if (type.ContainsGenericParameters) return null;
        if (type.GetMethod(Factory, Static, []) is { } factory && factory.ReturnType.IsAssignableTo(typeof(GeneralLayer)))
            return () => (GeneralLayer?)factory.Invoke(null, null);
        return type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(made => !made.IsPrivate && made.GetParameters().All(parameter => parameter.IsOptional))
            .OrderBy(made => made.GetParameters().Length).FirstOrDefault() is { } constructor
            ? () => (GeneralLayer)constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.DefaultValue)])
            : null;
    }

    private static Func<Tensor?[]>? FindInputs(Type type)
    {
        if (type.ContainsGenericParameters) return null;
        if (type.GetMethod(Inputs, Static, []) is { } method)
            return () => method.Invoke(null, null) switch
            {
                Tensor x => [x],
                IEnumerable<Tensor?> inputs => [.. inputs],
                var other => throw new ArgumentException($"{Inputs}: expected a Tensor or Tensor[], got {other?.GetType().Name ?? "null"}."),
            };
        Func<object?>? shapes =
            type.GetProperty(Shapes, Static) is { CanRead: true } property ? () => property.GetValue(null)
            : type.GetField(Shapes, Static) is { } field ? () => field.GetValue(null) : null;
        return shapes is null ? null : () => [.. Declared(shapes()).Select(shape => randn(shape))];
    }

    private static long[][] Declared(object? value)
    {
        long[][]? shapes = value switch
        {
            IEnumerable<long[]> longs => [.. longs],
            IEnumerable<int[]> ints => [.. ints.Select(shape => Array.ConvertAll(shape, size => (long)size))],
            _ => null,
        };
        if (shapes is null || shapes.Length == 0)
            throw new ArgumentException($"{Shapes}: expected long[][], a shape for each input such as [[4, 3]], got "
                + $"{(value is ICollection { Count: 0 } ? "none" : value?.GetType().Name ?? "null")}.");
        return Array.Find(shapes, shape => shape.Any(size => size < 1)) is { } wrong
            ? throw new ArgumentException($"{Shapes}: expected sizes of at least 1, got {Expect.Text(wrong)}.")
            : shapes;
    }

    private static string Text(ConstructorInfo made) =>
        $"{made.DeclaringType!.Name}({string.Join(", ", made.GetParameters().Select(parameter => parameter.ParameterType.Name))})";
}
