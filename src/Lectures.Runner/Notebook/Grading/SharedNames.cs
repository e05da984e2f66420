using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lectures.Runner.Notebook.Grading;

/// <summary>Finds cells of the student's that give a new meaning to a name that the tests use: a class of their own called
/// GradientCheck would pass every test.</summary>
/// <param name="sheet">The teacher's notebook.</param>
internal sealed class SharedNames(ExerciseSheet sheet)
{
    private static readonly CSharpParseOptions script = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private readonly HashSet<string> used =
        [.. sheet.Cells.Where(cell => cell.Role != CellRole.Exercise).SelectMany(cell => Used(cell.Cell.Source))];

    /// <summary>The first name that a cell takes from the tests, or null.</summary>
    /// <param name="source">The student's cell.</param>
    /// <param name="given">The teacher's version, which says what the cell is to declare; null for a cell that the
    /// student added.</param>
    public string? Taken(string source, string? given)
    {
        var allowed = given is null ? [] : Declared(given).ToHashSet();
        return Declared(source).FirstOrDefault(name => used.Contains(name) && !allowed.Contains(name));
    }

    private static SyntaxNode Root(string source) => CSharpSyntaxTree.ParseText(source, script).GetRoot();

    // What later cells see: types, methods, fields and properties of the script, and other names for types.
    private static IEnumerable<string> Declared(string source) => Root(source).ChildNodes().SelectMany(node => node switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.Text],
        DelegateDeclarationSyntax type => [type.Identifier.Text],
        MethodDeclarationSyntax method => [method.Identifier.Text],
        PropertyDeclarationSyntax property => [property.Identifier.Text],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.Text),
        UsingDirectiveSyntax { Alias: { } alias } => [alias.Name.Identifier.Text],
        GlobalStatementSyntax statement => statement.DescendantNodes()
            .OfType<SingleVariableDesignationSyntax>().Select(variable => variable.Identifier.Text),
        _ => Enumerable.Empty<string>(),
    });

    // Names that stand for themselves, not the members of something.
    private static IEnumerable<string> Used(string source) => Root(source).DescendantNodes().OfType<SimpleNameSyntax>()
        .Where(name => name.Parent is not MemberAccessExpressionSyntax access || access.Expression == name)
        .Where(name => name.Parent is not (MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax))
        .Select(name => name.Identifier.Text);
}
