using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Rewinding;

/// <summary>A batch of live traffic as a store took it.</summary>
/// <param name="Batch">The batch; its lines are a copy.</param>
/// <param name="Begun">
/// When it was to be written, by the clock as it stands now: what was answered before that is older, and what was sent after its own answer is newer. The store's answer says
/// neither: in a fan-out it may come after the producer's.
/// </param>
internal sealed record CommittedBatch(Batch Batch, DateTimeOffset Begun);
