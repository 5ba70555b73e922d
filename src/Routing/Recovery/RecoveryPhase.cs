using System.Text.Json.Serialization;

namespace Holdfast.Routing.Recovery;

/// <summary>Where the recovery of a store stands. Serialised by name: members may be added and reordered, never renamed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecoveryPhase>))]
public enum RecoveryPhase
{
    /// <summary>Nothing is to be recovered: the last recovery has ended, or there was none yet.</summary>
    Done = 0,

    /// <summary>The breaker is open: nothing goes to the store, and nothing is done but to wait.</summary>
    Isolated,

    /// <summary>The breaker is half open: synthetic probes are made where live ones are too few. The breaker judges.</summary>
    Probing,

    /// <summary>What the store may have acknowledged and lost is written to it again.</summary>
    Rewinding,

    /// <summary>What the store is owed is written to it, in the order of the log.</summary>
    Backfilling,

    /// <summary>The store is compared with its replicas, and what is missing is mended.</summary>
    Reconciling,

    /// <summary>The store has everything and is watched.</summary>
    Soaking,
}
