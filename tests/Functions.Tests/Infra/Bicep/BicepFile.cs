namespace Holdfast.Functions.Tests.Infra.Bicep;

/// <summary>A Bicep file as <see cref="BicepReader"/> reads it.</summary>
/// <param name="Path">Its path, for messages.</param>
/// <param name="Declarations">What it declares, in order.</param>
internal sealed record BicepFile(string Path, IReadOnlyList<BicepDeclaration> Declarations)
{
    /// <summary>The declarations of a keyword.</summary>
    public IEnumerable<BicepDeclaration> Of(string keyword) => Declarations.Where(declaration => declaration.Keyword == keyword);

    /// <summary>The declaration of a name that is not an output; null when there is none.</summary>
    public BicepDeclaration? Find(string name) =>
        Declarations.FirstOrDefault(declaration => declaration.Name == name && declaration.Keyword is not "output");
}
