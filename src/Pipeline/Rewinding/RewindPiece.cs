using Holdfast.Routing.Batching;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Rewinding;

/// <summary>Neighbouring batches of the ring for one target, copied out so that they can be written as one.</summary>
/// <param name="Target">The target.</param>
/// <param name="Batch">Their points, in the order in which they were committed.</param>
/// <param name="Batches">How many batches they were.</param>
/// <param name="Next">The sequence of the first batch behind them.</param>
/// <param name="Repair">Whether they were repairs, which are older than everything else that is kept.</param>
internal sealed record RewindPiece(Target Target, Batch Batch, int Batches, long Next, bool Repair);
