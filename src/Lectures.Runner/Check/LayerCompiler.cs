using Lectures.Models.Layers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace Lectures.Runner.Check;

/// <summary>A class to check.</summary>
/// <param name="Name">As the user wrote it, with namespace and outer classes.</param>
/// <param name="TypeName">As reflection knows it.</param>
internal sealed record LayerClass(string Name, string TypeName);

/// <summary>A file's code and the layers in it, in the file's order.</summary>
internal sealed record CompiledFile(byte[] Assembly, byte[] Symbols, IReadOnlyList<LayerClass> Layers);

/// <summary>Compiles a C# file in memory, as a project that refers to Lectures.Models would, and finds the layers in it.</summary>
/// <remarks>No code of the file is run here.</remarks>
internal static class LayerCompiler
{
    private const int MostErrors = 30;
    private const string TopLevelStatements = "CS8805";

    // Those of the SDK, then those that a layer needs; one that the file has itself is left out.
    private static readonly string[] usings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
        "System.Threading.Tasks", "Lectures.Models.Layers", "static TorchSharp.torch",
    ];

    private static readonly Lazy<MetadataReference[]> references = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>Compiles a text.</summary>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="UsageException">It does not compile (a line for each error), or holds no layer.</exception>
    public static CompiledFile Compile(string path, string text)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None);
        var file = CSharpSyntaxTree.ParseText(text, options, path, System.Text.Encoding.UTF8);
        var compilation = CSharpCompilation.Create(
            $"check-{Guid.NewGuid():N}", [file, CSharpSyntaxTree.ParseText(Implicit(file), options)], references.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream assembly = new(), symbols = new();
        var result = compilation.Emit(
            assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0) throw new UsageException(string.Join('\n', Lines(path, errors)));
        var layers = Layers(compilation, file).ToList();
        return layers.Count > 0
            ? new(assembly.ToArray(), symbols.ToArray(), layers)
            : throw new UsageException($"{path}: expected a class derived from Layer or GeneralLayer, got none; {SourceFile.Remedy}.");
    }

    private static string Implicit(SyntaxTree file)
    {
        var own = file.GetCompilationUnitRoot().Usings.Where(use => use.Alias is null)
            .Select(use => (use.StaticKeyword.ValueText + " " + use.Name).Trim()).ToHashSet();
        return string.Concat(usings.Where(use => !own.Contains(use)).Select(use => $"global using {use};\n"));
    }

    private static IEnumerable<string> Lines(string path, List<Diagnostic> errors)
    {
        foreach (var error in errors.OrderBy(error => error.Location.SourceSpan.Start).Take(MostErrors))
        {
            var at = error.Location.GetLineSpan().StartLinePosition;
            yield return $"{path}({at.Line + 1},{at.Character + 1}): {error.Id}: " + (error.Id == TopLevelStatements
                ? "statements outside a class are not run by a check; expected classes derived from Layer or GeneralLayer alone."
                : error.GetMessage().ReplaceLineEndings(" "));
        }
        if (errors.Count > MostErrors) yield return $"{path}: {errors.Count - MostErrors} more errors.";
    }

    private static IEnumerable<LayerClass> Layers(CSharpCompilation compilation, SyntaxTree file)
    {
        var model = compilation.GetSemanticModel(file);
        var general = compilation.GetTypeByMetadataName(typeof(GeneralLayer).FullName!);
        return file.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()
            .Select(declaration => model.GetDeclaredSymbol(declaration)!)
            .Where(type => !type.IsAbstract && Bases(type).Contains(general, SymbolEqualityComparer.Default))
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)
            .Select(type => new LayerClass(type.ToDisplayString(), TypeName(type)));
    }

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var above = type.BaseType; above is not null; above = above.BaseType) yield return above;
    }

    private static string TypeName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? $"{TypeName(outer)}+{type.MetadataName}"
        : type.ContainingNamespace.IsGlobalNamespace ? type.MetadataName
        : $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";
}
