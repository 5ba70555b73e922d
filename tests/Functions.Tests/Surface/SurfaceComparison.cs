using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Functions.Tests.Surface;

/// <summary>Holds a declaration against the type that it stands for, and tells every difference.</summary>
/// <param name="name">The type's full name, for what is told.</param>
/// <param name="declared">The declaration.</param>
/// <param name="listed">The type as it is.</param>
/// <param name="whole">Whether something here derives from it, so that nothing which a derived type must have may be left out.</param>
internal sealed class SurfaceComparison(string name, MemberDeclarationSyntax declared, MemberDeclarationSyntax listed, bool whole)
{
    /// <summary>Overrides that the list leaves out everywhere.</summary>
    private static readonly string[] Unlisted = ["Equals", "GetHashCode", "ToString"];

    /// <summary>The differences, each naming the type and the member.</summary>
    public IEnumerable<string> Differences()
    {
        if (Head(declared) is var head && Head(listed) is var real && head != real)
            yield return $"{name}: declared as '{head}', is '{real}'";
        if (!SurfaceText.Attributes(declared).SequenceEqual(SurfaceText.Attributes(listed), StringComparer.Ordinal))
            yield return $"{name}: declared with [{Join(SurfaceText.Attributes(declared))}], has [{Join(SurfaceText.Attributes(listed))}]";
        foreach (var difference in Bases().Concat(Members()).Concat(Missing()))
            yield return $"{name}: {difference}";
    }

    private bool IsRecord => declared is RecordDeclarationSyntax;

    private string Head(MemberDeclarationSyntax type) => SurfaceText.Head(type);

    private IEnumerable<string> Bases()
    {
        var (ours, theirs) = (BasesOf(declared), BasesOf(listed));
        foreach (var other in ours.Except(theirs, StringComparer.Ordinal))
            yield return $"does not derive from {other}";
        foreach (var left in theirs.Except(ours, StringComparer.Ordinal).Where(_ => whole))
        {
            // What another of the listed bases brings along is listed too, and need not be written.
            if (!IsInterface(left) || !ours.Any(IsInterface))
                yield return $"derives from {left}, which is left out";
        }
    }

    private IEnumerable<string> Members()
    {
        var texts = MembersOf(listed).ToDictionary(static member => member.Text, static member => member.Syntax, StringComparer.Ordinal);
        foreach (var (text, member) in MembersOf(declared))
        {
            if (texts.TryGetValue(text, out var same))
            {
                if (!SurfaceText.Attributes(member).SequenceEqual(SurfaceText.Attributes(same), StringComparer.Ordinal))
                    yield return $"'{text}' is declared with [{Join(SurfaceText.Attributes(member))}], has [{Join(SurfaceText.Attributes(same))}]";
            }
            else if (!Unlisted.Contains(SurfaceText.NameOf(member), StringComparer.Ordinal) || !member.Modifiers.Any(SyntaxKind.OverrideKeyword))
            {
                var near = texts.Where(other => SurfaceText.NameOf(other.Value) == SurfaceText.NameOf(member)).Select(static other => $"'{other.Key}'").ToList();
                yield return $"'{text}' is not one of its members{(near.Count > 0 ? "; there is " + string.Join(" and ", near) : "")}";
            }
        }

        foreach (var text in Positional().Where(text => !texts.ContainsKey(text)))
            yield return $"'{text}', of its parameters, is not one of its members";
        if (CanBeMadeUnawares() && !texts.ContainsKey($"public {((TypeDeclarationSyntax)declared).Identifier.Text}()") && !texts.ContainsKey($"protected {((TypeDeclarationSyntax)declared).Identifier.Text}()"))
            yield return "has no constructor without parameters, which a declaration without any has";
    }

    /// <summary>What a class that derives from this one must have.</summary>
    private IEnumerable<string> Missing()
    {
        if (!whole)
            return [];
        var ours = MembersOf(declared).Select(static member => member.Text).ToHashSet(StringComparer.Ordinal);
        return MembersOf(listed)
            .Where(member => listed is InterfaceDeclarationSyntax || member.Syntax.Modifiers.Any(SyntaxKind.AbstractKeyword))
            .Where(member => !ours.Contains(member.Text))
            .Select(static member => $"'{member.Text}' is left out, and what derives from it must have it");
    }

    /// <summary>The constructor and the properties of a record's parameters.</summary>
    private IEnumerable<string> Positional()
    {
        if (declared is not TypeDeclarationSyntax { ParameterList: { } list } type)
            return [];
        var made = $"public {type.Identifier.Text}{SurfaceText.Parameters(list)}";
        return IsRecord ? list.Parameters.Select(static parameter => $"public {SurfaceText.Short(parameter.Type)} {parameter.Identifier.Text} {{ get; init; }}").Prepend(made) : [made];
    }

    private bool CanBeMadeUnawares() =>
        declared is ClassDeclarationSyntax { ParameterList: null } type
        && !type.Modifiers.Any(SyntaxKind.StaticKeyword)
        && !type.Members.OfType<ConstructorDeclarationSyntax>().Any(static made => !made.Modifiers.Any(SyntaxKind.StaticKeyword));

    private static List<(string Text, MemberDeclarationSyntax Syntax)> MembersOf(MemberDeclarationSyntax type)
    {
        IEnumerable<MemberDeclarationSyntax> members = type switch
        {
            TypeDeclarationSyntax other => other.Members,
            EnumDeclarationSyntax values => values.Members,
            _ => [],
        };
        return [.. members.Where(static member => SurfaceText.IsVisible(member) && !IsExplicit(member)).SelectMany(SurfaceText.Member, static (member, text) => (text, member))];
    }

    private static bool IsExplicit(MemberDeclarationSyntax member) =>
        member is MethodDeclarationSyntax { ExplicitInterfaceSpecifier: not null } or BasePropertyDeclarationSyntax { ExplicitInterfaceSpecifier: not null };

    private List<string> BasesOf(MemberDeclarationSyntax type) =>
        [.. (type as BaseTypeDeclarationSyntax)?.BaseList?.Types.Select(static other => SurfaceText.Short(other.Type))
            .Where(other => !IsRecord || !other.StartsWith("IEquatable<", StringComparison.Ordinal)) ?? []];

    private static bool IsInterface(string type) => type.Length > 1 && type[0] == 'I' && char.IsUpper(type[1]);

    private static string Join(IEnumerable<string> texts) => string.Join(", ", texts);
}
