namespace Holdfast.Pipeline.Telemetry;

/// <summary>How one write request for one tier ended.</summary>
public enum WriteEnding
{
    /// <summary>Committed to the primary.</summary>
    Committed = 0,

    /// <summary>Committed to a target below the primary, which is owed it.</summary>
    Fallback,

    /// <summary>Committed nowhere, durably owed.</summary>
    Deferred,

    /// <summary>No line of it could be taken.</summary>
    Rejected,

    /// <summary>Nothing durable could take it; nothing was acknowledged.</summary>
    Unavailable,

    /// <summary>The client went away before the answer.</summary>
    Aborted,
}
