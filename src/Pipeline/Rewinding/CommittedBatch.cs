using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Rewinding;

/// <summary>A batch of live traffic as a store took it.</summary>
/// <param name="Batch">The batch; its lines are a copy.</param>
/// <param name="At">When the store's answer was seen, by the clock as it stands now.</param>
internal sealed record CommittedBatch(Batch Batch, DateTimeOffset At);
