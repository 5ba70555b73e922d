using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Functions.Tests.Surface;

/// <summary>Reads the types out of C# text, also of text without bodies, by their full names.</summary>
internal static class SurfaceTypes
{
    private const string Fence = "```";

    /// <summary>The types of a file of declarations.</summary>
    public static IEnumerable<(string Name, MemberDeclarationSyntax Type)> OfSource(string text) =>
        CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot().DescendantNodes().OfType<MemberDeclarationSyntax>()
            .Where(static member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Select(static type => (NameOf(type), type));

    /// <summary>
    /// The types that the blocks of C# in a document list. A block names one namespace after the other, which no C# file may, so each part is
    /// read alone. A type that is listed twice counts once.
    /// </summary>
    public static IReadOnlyDictionary<string, MemberDeclarationSyntax> OfDocument(string text)
    {
        var types = new Dictionary<string, MemberDeclarationSyntax>(StringComparer.Ordinal);
        var (part, within) = (new List<string>(), false);
        foreach (var line in text.Split('\n').Append(Fence))
        {
            var fence = line.StartsWith(Fence, StringComparison.Ordinal);
            if (within && (fence || line.StartsWith("namespace ", StringComparison.Ordinal)))
            {
                foreach (var (name, type) in OfSource(string.Join('\n', part)))
                    types.TryAdd(name, type);
                part.Clear();
            }

            if (fence)
                within = line.StartsWith(Fence + "csharp", StringComparison.Ordinal);
            else if (within)
                part.Add(line);
        }

        return types;
    }

    /// <summary>Namespace, the types around it, its own name, and how many type parameters it has.</summary>
    private static string NameOf(MemberDeclarationSyntax type)
    {
        var parts = type.AncestorsAndSelf().Select(static node => node switch
        {
            BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
            TypeDeclarationSyntax { TypeParameterList: { } generic } outer => $"{outer.Identifier.Text}`{generic.Parameters.Count}",
            BaseTypeDeclarationSyntax outer => outer.Identifier.Text,
            DelegateDeclarationSyntax call => call.Identifier.Text,
            _ => "",
        });
        return string.Join('.', parts.Where(static part => part.Length > 0).Reverse());
    }
}
