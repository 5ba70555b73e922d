using Holdfast.Pipeline.Sharing;

namespace Holdfast.Pipeline.Queueing;

/// <summary>Settles one message of a batch at its queue.</summary>
/// <param name="index">Its place in the batch.</param>
/// <param name="outcome">How.</param>
public delegate Task<QueueResult> SettleMessage(int index, MessageOutcome outcome);
