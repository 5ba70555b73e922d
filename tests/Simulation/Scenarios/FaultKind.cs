namespace Holdfast.Simulation.Scenarios;

/// <summary>What may go wrong. Each kind has a case in the world, and a count of how often it really did something.</summary>
internal enum FaultKind
{
    /// <summary>The store's connections are refused.</summary>
    StoreRefuses = 0,

    /// <summary>The connection breaks before the store has applied the request.</summary>
    StoreResetsBefore,

    /// <summary>The store applies the request, and the connection breaks before its answer.</summary>
    StoreResetsAfter,

    /// <summary>The store takes requests and does nothing until the fault ends, when it forgets those whose client has gone.</summary>
    StoreHangs,

    /// <summary>The store takes requests and applies them some time after the fault has ended, though their clients are long gone (P29).</summary>
    StoreAppliesLate,

    /// <summary>The store applies requests and never says so.</summary>
    StoreCommitsSilently,

    /// <summary>The store answers late, sometimes later than a try may take.</summary>
    StoreSlow,

    /// <summary>The store answers 500 without having applied anything.</summary>
    StoreErrors,

    /// <summary>The store answers 429 with <c>Retry-After</c>.</summary>
    StoreThrottles,

    /// <summary>The store answers 503 with <c>Retry-After</c>.</summary>
    StoreUnavailable,

    /// <summary>The store answers 413 to more than so many lines.</summary>
    StoreTakesLittle,

    /// <summary>The store answers writes with 401.</summary>
    StoreForbids,

    /// <summary>The store is killed and comes back with everything it had acknowledged.</summary>
    StoreRestarts,

    /// <summary>The store is killed and comes back without what it had not synced (P28).</summary>
    StoreForgets,

    /// <summary>A bucket of the store has another time to live than its tier.</summary>
    StoreKeepsWrongly,

    /// <summary>Writes of files fail, possibly after a part of them.</summary>
    DiskWritesFail,

    /// <summary>Syncs fail, and what was to be synced may be gone.</summary>
    DiskSyncsFail,

    /// <summary>Reads of files fail.</summary>
    DiskReadsFail,

    /// <summary>Creating, renaming, deleting, truncating and folder syncs fail.</summary>
    DiskFoldersFail,

    /// <summary>No room is left.</summary>
    DiskFull,

    /// <summary>Syncs take long.</summary>
    DiskSlow,

    /// <summary>The process is killed; what it had written stays in the system's cache.</summary>
    ProcessKilled,

    /// <summary>The process is killed in the middle of a step of its disk, which may be half done.</summary>
    ProcessKilledAtDisk,

    /// <summary>The machine loses power.</summary>
    PowerLost,

    /// <summary>The wall clock is set on or back.</summary>
    ClockJumps,

    /// <summary>An operator isolates a store, and restores it.</summary>
    OperatorIsolates,

    /// <summary>An instance is killed, and another one takes its place.</summary>
    InstanceKilled,

    /// <summary>An instance stands still for a while, and then goes on as if nothing had been.</summary>
    InstanceStandsStill,

    /// <summary>One more instance starts, and is gone when the fault ends.</summary>
    InstanceAdded,

    /// <summary>What an instance sends to the queue and the board, and their answers, get nowhere.</summary>
    InstanceCutOff,

    /// <summary>What an instance sends to one store gets nowhere.</summary>
    InstanceCutFromStore,

    /// <summary>Steps of the queue or the board fail before they have any effect.</summary>
    BrokerFails,

    /// <summary>Steps of the queue or the board are done, and no answer comes.</summary>
    BrokerFailsAfter,

    /// <summary>Steps of the queue or the board, and their answers, are long on their way.</summary>
    BrokerSlow,

    /// <summary>The queue or the board does not answer anybody.</summary>
    BrokerDown,

    /// <summary>All locks of sessions end.</summary>
    LocksLost,

    /// <summary>The queue has reached its size.</summary>
    QueueFull,

    /// <summary>Every step of a workflow is begun twice, on two instances.</summary>
    WorkflowsTwice,
}
