namespace Holdfast.Functions.Durable.Documents;

/// <summary>The input of the operation <see cref="DocumentEntity.Replace"/>.</summary>
/// <param name="Content">The bytes; null to delete the document.</param>
/// <param name="Stamp">Unique.</param>
public sealed record DocumentChange(ReadOnlyMemory<byte>? Content, string Stamp);
