namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>What Holdfast told about itself a moment ago.</summary>
/// <param name="Modes">The breaker of each store.</param>
/// <param name="Owed">Batches that stores are owed, of all together.</param>
internal sealed record DrillSight(IReadOnlyDictionary<string, string> Modes, long Owed)
{
    /// <summary>Nothing is owed, and every breaker is closed.</summary>
    public bool IsWell => Owed == 0 && AllClosed;

    /// <summary>Every breaker is closed.</summary>
    public bool AllClosed => Modes.Values.All(static mode => string.Equals(mode, "closed", StringComparison.Ordinal));
}
