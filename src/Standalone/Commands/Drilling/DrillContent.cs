namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>What was read from one bucket of one store.</summary>
/// <param name="Store">The store.</param>
/// <param name="Tier">The tier that the bucket serves.</param>
/// <param name="IsPrimary">Whether it is the tier's primary.</param>
/// <param name="Eligible">Whether its time to live is the tier's.</param>
/// <param name="Points">The points of this run, by their timestamps in nanoseconds, which are unique in a run.</param>
internal sealed record DrillContent(string Store, string Tier, bool IsPrimary, bool Eligible, IReadOnlyDictionary<long, DrillPoint> Points);
