namespace Holdfast.Functions.Tests.Infra.Bicep;

/// <summary>A declaration of a Bicep file.</summary>
/// <param name="Keyword"><c>param</c>, <c>var</c>, <c>resource</c>, <c>module</c> or <c>output</c>.</param>
/// <param name="Name">What it declares.</param>
/// <param name="Type">The type of a parameter or output, type and version of a resource, path of a module; empty for a variable.</param>
/// <param name="IsExisting">Whether it is a resource that the file does not make.</param>
/// <param name="Decorators">The calls behind <c>@</c>.</param>
/// <param name="Value">The value, body or default; null for a parameter without one.</param>
/// <param name="Line">The line of the keyword, from 1.</param>
internal sealed record BicepDeclaration(
    string Keyword, string Name, string Type, bool IsExisting, IReadOnlyList<BicepNode> Decorators, BicepNode? Value, int Line)
{
    /// <summary>Whether a caller must give it.</summary>
    public bool IsRequired => Keyword is "param" && Value is null;

    /// <summary>Whether its value is kept out of logs and histories.</summary>
    public bool IsSecure => Decorator("secure") is not null;

    /// <summary>The decorator of a name; null when there is none.</summary>
    public BicepNode? Decorator(string name) => Decorators.FirstOrDefault(call => call.Children[0].Text == name);
}
