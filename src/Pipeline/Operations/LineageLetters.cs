namespace Holdfast.Pipeline.Operations;

/// <summary>The dead letters of a batch.</summary>
/// <param name="Count">How many were made while this instance looked on; those that were redriven or purged since are counted too.</param>
/// <param name="Ids">The first of their ids, where the quarantine tells them.</param>
public sealed record LineageLetters(int Count, IReadOnlyList<string> Ids);
