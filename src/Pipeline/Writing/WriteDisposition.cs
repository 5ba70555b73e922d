namespace Holdfast.Pipeline.Writing;

/// <summary>Where a batch ended up.</summary>
public enum WriteDisposition
{
    /// <summary>In at least one target; whoever else should have it is owed it.</summary>
    Committed = 0,

    /// <summary>In no target yet, durably owed.</summary>
    Deferred,

    /// <summary>Not acknowledged: the deferred log is full, or nearly.</summary>
    LogFull,

    /// <summary>Not acknowledged: nothing durable could take it.</summary>
    Unavailable,
}
