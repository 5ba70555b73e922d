using Holdfast.Pipeline.Configuration;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>One bucket of one store that is read back in the end.</summary>
/// <param name="Store">How to reach the store.</param>
/// <param name="Bucket">The bucket there.</param>
/// <param name="Tier">The tier that it serves.</param>
/// <param name="IsPrimary">Whether it is the tier's primary.</param>
/// <param name="Eligible">Whether its time to live is the tier's.</param>
internal sealed record DrillTarget(StoreSettings Store, string Bucket, string Tier, bool IsPrimary, bool Eligible);
