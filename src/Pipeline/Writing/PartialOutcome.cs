using Holdfast.Pipeline.Stores;

namespace Holdfast.Pipeline.Writing;

/// <summary>What an unfinished search for poison has found out about the beginning of a batch.</summary>
/// <param name="Progress">How far it has come.</param>
/// <param name="Poison">The points until there that the store refused for good; it has all the others until there.</param>
public sealed record PartialOutcome(SearchProgress Progress, IReadOnlyList<PoisonPoint> Poison);
