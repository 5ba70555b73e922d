namespace Holdfast.Simulation.World;

/// <summary>What must happen in some worlds, or its promises are not put to the test.</summary>
internal enum Deed
{
    /// <summary>A recovery ended.</summary>
    Recovered = 0,

    /// <summary>Batches that a store was given of what it was owed.</summary>
    Delivered,

    /// <summary>Batches that a store committed and was given again.</summary>
    Rewound,

    /// <summary>Batches that no store held and a fallback was given.</summary>
    Rescued,

    /// <summary>Points that a comparison found missing and wrote.</summary>
    Repaired,

    /// <summary>Writes that a store applied when nobody waited for them any more.</summary>
    AppliedLate,

    /// <summary>Cells that a store forgot.</summary>
    Forgotten,

    /// <summary>Messages that the queue gave out again because a lock had ended.</summary>
    Redelivered,

    /// <summary>Messages that the queue dropped because it had seen them.</summary>
    DroppedDuplicate,

    /// <summary>Batches that were appended behind what another instance had announced, after they had been committed.</summary>
    MadeUp,

    /// <summary>Notes that were taken off the board.</summary>
    Compacted,
}
