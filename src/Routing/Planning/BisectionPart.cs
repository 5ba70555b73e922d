namespace Holdfast.Routing.Planning;

/// <summary>Adjacent units that share a fate.</summary>
/// <param name="Range">The units; exactly one when they are poison.</param>
/// <param name="Fate">What was found out.</param>
/// <param name="Verdict">
/// Why: of poison the store's answer to the unit alone, of an unresolved part what interrupted the bisection; null when committed, and
/// when the limit on requests was what ended it.
/// </param>
public sealed record BisectionPart(BisectionRange Range, BisectionFate Fate, WriteVerdict? Verdict);
