namespace Holdfast.Pipeline.Queueing;

/// <summary>How a message is settled.</summary>
public enum MessageEnding
{
    /// <summary>Taken off the queue: what it held is in a store, durably owed or, line by line, in quarantine.</summary>
    Completed = 0,

    /// <summary>Moved to the queue's own dead letters, with its reason.</summary>
    DeadLettered,

    /// <summary>Given back: it is delivered again.</summary>
    Abandoned,
}
