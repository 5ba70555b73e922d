namespace Holdfast.Pipeline.Breakers;

/// <summary>What became of a saved text. Whatever was not restored starts fresh.</summary>
/// <param name="Restored">The stores whose breakers go on where they were.</param>
/// <param name="Unknown">Stores in the text that are not configured any more.</param>
/// <param name="Corrupt">Configured stores whose saved state was not one that a breaker can be in.</param>
/// <param name="Error">Why the text as a whole could not be read; empty if it could.</param>
public sealed record BreakerImport(
    IReadOnlyList<string> Restored, IReadOnlyList<string> Unknown, IReadOnlyList<string> Corrupt, string Error);
