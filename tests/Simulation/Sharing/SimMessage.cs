using Holdfast.Pipeline.Sharing;

namespace Holdfast.Simulation.Sharing;

/// <summary>A message that the simulated queue, or the board, holds.</summary>
/// <param name="Message">As it was sent.</param>
/// <param name="Sequence">Its place.</param>
/// <param name="EnqueuedAt">When it became durable, in world time.</param>
internal sealed record SimMessage(QueueMessage Message, long Sequence, TimeSpan EnqueuedAt)
{
    /// <summary>How often it was given out and not settled before the lock ended.</summary>
    public int Deliveries { get; set; }

    /// <summary>Which holder of the session's lock has it; null for none.</summary>
    public SimLock? Holder { get; set; }

    /// <summary>When it is moved to the dead letters.</summary>
    public TimeSpan ExpiresAt { get; } = Message.Lifetime < TimeSpan.MaxValue - EnqueuedAt ? EnqueuedAt + Message.Lifetime : TimeSpan.MaxValue;
}
