namespace Holdfast.Soak.Faults;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>A store takes connections and answers nothing, then goes on.</summary>
    StoreHung = 0,

    /// <summary>A store is killed, and started again.</summary>
    StoreKilled,

    /// <summary>Most answers of a store take 400 ms longer.</summary>
    StoreSlow,

    /// <summary>Three in ten answers of a store are errors.</summary>
    StoreFailing,

    /// <summary>Half of the answers of a store are pleas for patience.</summary>
    StoreThrottling,

    /// <summary>A store carries out one write in five and never says so.</summary>
    StoreLying,

    /// <summary>All stores of a tier hang, so that its writes are deferred.</summary>
    TierOut,

    /// <summary>An operator isolates a store and restores it.</summary>
    OperatorIsolates,

    /// <summary>All stores of a tier hang while Holdfast's log is so small that it fills up. Holdfast is killed before and after, to change its limit.</summary>
    LogNearlyFull,

    /// <summary>Holdfast is killed and started again at once.</summary>
    HoldfastKilled,

    /// <summary>A store's time to live is changed away, and back; Holdfast, killed in between, finds it when it comes back.</summary>
    RetentionAltered,
}
