using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>One window as two stores hold it.</summary>
/// <param name="Here">At the store that is healed.</param>
/// <param name="There">At the other one.</param>
/// <param name="Ambiguous">The fields that were left out.</param>
internal sealed record WindowPair(IReadOnlyList<SeriesCells> Here, IReadOnlyList<SeriesCells> There, IReadOnlySet<string> Ambiguous);
