namespace Holdfast.Pipeline.Draining;

/// <summary>What of some lines may be merged into a store.</summary>
/// <param name="Lines">The lines without the conflicting ones, in their order; those that were given if there is no conflict.</param>
/// <param name="Points">How many points they are.</param>
/// <param name="Conflicts">The lines that are left out, in their order; each is to be a dead letter before the cursor moves past it.</param>
public sealed record BackfillCheck(ReadOnlyMemory<byte> Lines, int Points, IReadOnlyList<BackfillConflict> Conflicts);
