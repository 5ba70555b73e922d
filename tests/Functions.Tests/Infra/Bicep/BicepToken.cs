namespace Holdfast.Functions.Tests.Infra.Bicep;

/// <summary>A token of a Bicep file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The name, number or operator; the quoted text as it is written, without its outer quotes.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Position">The character in the file at which a quoted text's content begins, or the token itself.</param>
internal readonly record struct BicepToken(BicepTokenKind Kind, string Text, int Line, int Position);
