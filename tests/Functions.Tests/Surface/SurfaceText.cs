using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Functions.Tests.Surface;

/// <summary>Writes a declaration in one form, so that two that mean the same read the same: no bodies, short type names, modifiers in order.</summary>
internal static class SurfaceText
{
    private static readonly string[] Accessible = ["public", "protected"];
    private static readonly string[] Meaningless = ["partial", "async", "new", "unsafe", "extern"];

    /// <summary>Whether code outside sees the member; those of an interface and of an enum are always seen.</summary>
    public static bool IsVisible(MemberDeclarationSyntax member) =>
        member is EnumMemberDeclarationSyntax || member.Parent is InterfaceDeclarationSyntax || member.Modifiers.Any(static word => Accessible.Contains(word.ValueText));

    /// <summary>What stands before a type's name: accessibility, kind, and what may be done with it.</summary>
    public static string Head(MemberDeclarationSyntax type) => type switch
    {
        // A record struct is printed as what the compiler makes of it.
        RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: (int)SyntaxKind.StructKeyword } record => $"{Modifiers(record)} struct {record.Identifier.Text}{Generics(record)}",
        RecordDeclarationSyntax record => $"{Modifiers(record)} record {record.Identifier.Text}{Generics(record)}",
        TypeDeclarationSyntax other => $"{Modifiers(other)} {other.Keyword.Text} {other.Identifier.Text}{Generics(other)}",
        EnumDeclarationSyntax values => $"{Modifiers(values)} enum {values.Identifier.Text}",
        DelegateDeclarationSyntax call =>
            $"{Modifiers(call)} delegate {Short(call.ReturnType)} {call.Identifier.Text}{Short(call.TypeParameterList)}{Parameters(call.ParameterList)}{Constraints(call.ConstraintClauses)}",
        _ => Short(type),
    };

    /// <summary>The attributes that a use of the type or member can be refused for.</summary>
    public static IEnumerable<string> Attributes(MemberDeclarationSyntax member) => member.AttributeLists
        .SelectMany(static list => list.Attributes)
        .Select(static attribute => (Name: NameOf(attribute), Arguments: Short(attribute.ArgumentList).Replace("AttributeTargets.", "", StringComparison.Ordinal)))
        .Where(static attribute => attribute.Name is "AttributeUsage" or "Obsolete" or "Flags")
        .Select(static attribute => attribute.Name == "AttributeUsage" ? attribute.Name + attribute.Arguments : attribute.Name)
        .Order(StringComparer.Ordinal);

    /// <summary>A member, one line; several for a field that declares several.</summary>
    public static IEnumerable<string> Member(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => [
            $"{Modifiers(method)} {Short(method.ReturnType)} {method.Identifier.Text}{Short(method.TypeParameterList)}{Parameters(method.ParameterList)}{Constraints(method.ConstraintClauses)}"],
        ConstructorDeclarationSyntax made => [$"{Modifiers(made)} {made.Identifier.Text}{Parameters(made.ParameterList)}"],
        PropertyDeclarationSyntax property => [$"{Modifiers(property)} {Short(property.Type)} {property.Identifier.Text} {Accessors(property)}"],
        IndexerDeclarationSyntax indexer => [$"{Modifiers(indexer)} {Short(indexer.Type)} this[{Short(indexer.ParameterList.Parameters)}] {Accessors(indexer)}"],
        OperatorDeclarationSyntax sign => [$"{Modifiers(sign)} {Short(sign.ReturnType)} operator {sign.OperatorToken.Text}{Parameters(sign.ParameterList)}"],
        ConversionOperatorDeclarationSyntax turn => [$"{Modifiers(turn)} {turn.ImplicitOrExplicitKeyword.Text} operator {Short(turn.Type)}{Parameters(turn.ParameterList)}"],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => $"{Modifiers(field)} {Short(field.Declaration.Type)} {variable.Identifier.Text}"
            + (field.Modifiers.Any(SyntaxKind.ConstKeyword) ? $" = {Short(variable.Initializer?.Value)}" : "")),
        EventFieldDeclarationSyntax raised => raised.Declaration.Variables.Select(variable => $"{Modifiers(raised)} event {Short(raised.Declaration.Type)} {variable.Identifier.Text}"),
        EventDeclarationSyntax raised => [$"{Modifiers(raised)} event {Short(raised.Type)} {raised.Identifier.Text}"],
        EnumMemberDeclarationSyntax value => [$"{value.Identifier.Text} = {Short(value.EqualsValue?.Value)}"],
        _ => [],
    };

    /// <summary>The name by which a member is looked for when its text is not found.</summary>
    public static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        ConstructorDeclarationSyntax made => made.Identifier.Text,
        IndexerDeclarationSyntax => "this[",
        OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax => "operator",
        EnumMemberDeclarationSyntax value => value.Identifier.Text,
        BaseFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        _ => Short(member),
    };

    /// <summary>Any piece of syntax on one line, with the last part of each qualified name only.</summary>
    public static string Short(SyntaxNode? node) => node is null ? "" : Shortener.Instance.Visit(node).WithoutTrivia().NormalizeWhitespace(" ", " ").ToString();

    /// <summary>The parameters, in parentheses.</summary>
    public static string Parameters(ParameterListSyntax list) => $"({Short(list.Parameters)})";

    private static string Short(SeparatedSyntaxList<ParameterSyntax> parameters) => string.Join(", ", parameters.Select(static parameter =>
        string.Join(' ', (string[])[.. parameter.Modifiers.Select(static word => word.ValueText), Short(parameter.Type), parameter.Identifier.Text]) + Default(parameter)));

    private static string Default(ParameterSyntax parameter) => parameter.Default?.Value switch
    {
        null => "",
        DefaultExpressionSyntax => " = default",
        LiteralExpressionSyntax literal when literal.RawKind is (int)SyntaxKind.NullLiteralExpression => " = default",
        var value => $" = {Short(value)}",
    };

    private static string Accessors(BasePropertyDeclarationSyntax property)
    {
        if (property.AccessorList is not { } list)
            return "{ get; }";
        var words = list.Accessors
            .Where(static accessor => !accessor.Modifiers.Any(static word => word.ValueText is "private" or "internal"))
            .Select(static accessor => string.Join(' ', accessor.Modifiers.Select(static word => word.ValueText).Append(accessor.Keyword.ValueText)) + ";");
        return $"{{ {string.Join(' ', words)} }}";
    }

    private static string Generics(TypeDeclarationSyntax type) => Short(type.TypeParameterList) + Constraints(type.ConstraintClauses);

    private static string Constraints(SyntaxList<TypeParameterConstraintClauseSyntax> clauses) => string.Concat(clauses.Select(static clause => " " + Short(clause)));

    private static string Modifiers(MemberDeclarationSyntax member) => string.Join(' ', member.Modifiers
        .Select(static word => word.ValueText).Except(Meaningless, StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string NameOf(AttributeSyntax attribute)
    {
        var name = Short(attribute.Name);
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name;
    }

    private sealed class Shortener : CSharpSyntaxRewriter
    {
        public static readonly Shortener Instance = new();

        public override SyntaxNode? VisitQualifiedName(QualifiedNameSyntax node) => Visit(node.Right);

        public override SyntaxNode? VisitAliasQualifiedName(AliasQualifiedNameSyntax node) => Visit(node.Name);
    }
}
