using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lectures.Runner.Notebook.Grading;

/// <summary>Finds cells of the student's that give a new meaning to a name that the tests use: a class of their own
/// called GradientCheck would pass every test.</summary>
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

    /// <summary>What later cells see: types, methods, fields and properties of the script, other names for types, and what
    /// 'using static' could bring.</summary>
    public static IEnumerable<string> Declared(string source) =>
        Root(source).ChildNodes().SelectMany(node => node switch
        {
            BaseTypeDeclarationSyntax type => type.DescendantNodesAndSelf().OfType<MemberDeclarationSyntax>()
                .Where(member => member is BaseTypeDeclarationSyntax || member.Modifiers.Any(SyntaxKind.StaticKeyword))
                .SelectMany(Names),
            MemberDeclarationSyntax member => Names(member),
            UsingDirectiveSyntax { Alias: { } alias } => [alias.Name.Identifier.Text],
            _ => Enumerable.Empty<string>(),
        });

    private static IEnumerable<string> Names(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.Text],
        DelegateDeclarationSyntax type => [type.Identifier.Text],
        MethodDeclarationSyntax method => [method.Identifier.Text],
        PropertyDeclarationSyntax property => [property.Identifier.Text],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.Text),
        GlobalStatementSyntax statement => statement.DescendantNodes()
            .OfType<SingleVariableDesignationSyntax>().Select(variable => variable.Identifier.Text),
        _ => [],
    };

    // Names that stand for themselves, not the members of something, and that the cell does not declare itself.
    private static IEnumerable<string> Used(string source)
    {
        var nodes = Root(source).DescendantNodes().ToList();
        var own = Declared(source).Concat(nodes.SelectMany(node => node switch
        {
            ParameterSyntax parameter => [parameter.Identifier.Text],
            VariableDeclaratorSyntax variable => [variable.Identifier.Text],
            ForEachStatementSyntax loop => [loop.Identifier.Text],
            SingleVariableDesignationSyntax variable => [variable.Identifier.Text],
            _ => Enumerable.Empty<string>(),
        }));
        return nodes.OfType<SimpleNameSyntax>()
            .Where(name => name.Parent is not MemberAccessExpressionSyntax access || access.Expression == name)
            .Where(name => name.Parent is not (MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax))
            .Select(name => name.Identifier.Text).Except(own);
    }
}
