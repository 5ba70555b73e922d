using System.Collections.Immutable;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>What came of <see cref="SetLifecycle"/>.</summary>
/// <param name="Settled">Whether every task is as it is to be; false when some are to be resumed still.</param>
/// <param name="Paused">The buckets whose tasks pause.</param>
public sealed record LifecycleDeed(bool Settled, ImmutableArray<string> Paused);
