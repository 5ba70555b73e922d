using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Functions.Tests.Surface;

/// <summary>Finds what a declaration does. It may do nothing: throw, or keep what a constructor is given.</summary>
internal static class SurfaceBehaviour
{
    /// <summary>Every piece of code that is more than that.</summary>
    public static IEnumerable<string> Of(MemberDeclarationSyntax type) => type.DescendantNodes().SelectMany(static node => node switch
    {
        ArrowExpressionClauseSyntax arrow when !IsIdle(arrow.Expression, arrow) => [Tell(node)],
        BlockSyntax block => block.Statements.Where(statement => !IsIdle(statement, block)).Select(Tell),
        PropertyDeclarationSyntax { Initializer.Value: var value } when !IsNothing(value) => [Tell(value)],
        FieldDeclarationSyntax field when !field.Modifiers.Any(SyntaxKind.ConstKeyword) =>
            field.Declaration.Variables.Where(static variable => variable.Initializer is { Value: var value } && !IsNothing(value)).Select(Tell),
        _ => Enumerable.Empty<string>(),
    });

    private static bool IsIdle(StatementSyntax statement, BlockSyntax around) =>
        statement is ThrowStatementSyntax || (statement is ExpressionStatementSyntax { Expression: var expression } && IsIdle(expression, around));

    private static bool IsIdle(ExpressionSyntax expression, CSharpSyntaxNode body) => expression switch
    {
        ThrowExpressionSyntax => true,
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } kept => body.Parent is ConstructorDeclarationSyntax && IsKept(kept.Left) && IsKept(kept.Right),
        _ => false,
    };

    private static bool IsKept(ExpressionSyntax side) => side switch
    {
        IdentifierNameSyntax => true,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => IsKept(sure.Operand),
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } => true,
        TupleExpressionSyntax pair => pair.Arguments.All(static argument => IsKept(argument.Expression)),
        _ => false,
    };

    /// <summary>Null, or the default, where the compiler wants something to be there.</summary>
    private static bool IsNothing(ExpressionSyntax value) => value switch
    {
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => IsNothing(sure.Operand),
        LiteralExpressionSyntax literal => literal.RawKind is (int)SyntaxKind.NullLiteralExpression or (int)SyntaxKind.DefaultLiteralExpression,
        DefaultExpressionSyntax => true,
        _ => false,
    };

    private static string Tell(SyntaxNode node) => $"does '{SurfaceText.Short(node)}'";
}
