namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>How far a write came.</summary>
internal enum WriteStatus
{
    /// <summary>It was applied and is durable; the tally says which lines.</summary>
    Applied = 0,

    /// <summary>Lines did not parse and the request was to be taken whole or not at all.</summary>
    Refused,

    /// <summary>No such database.</summary>
    DatabaseMissing,

    /// <summary>No such retention policy.</summary>
    PolicyMissing,

    /// <summary>The store holds as much as it may.</summary>
    Full,

    /// <summary>The journal could not be written: nothing is promised about the write.</summary>
    JournalFailed,
}
