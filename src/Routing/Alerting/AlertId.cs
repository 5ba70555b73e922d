namespace Holdfast.Routing.Alerting;

/// <summary>
/// What operators are alerted of. In snake case the id outside; the Prometheus rule's name and the anchor in the runbooks
/// (<see cref="Alert.Runbook"/>) are made of the same words.
/// </summary>
public enum AlertId
{
    /// <summary>Too many of a tier's writes went past its primary.</summary>
    FallbackShare = 0,

    /// <summary>Too many of a tier's lines were rejected by its schema.</summary>
    SchemaRejections,

    /// <summary>Too much of what Redis was wanted for went on without it.</summary>
    RedisFallbacks,

    /// <summary>A store is owed batches that no store holds.</summary>
    OwedNowhere,

    /// <summary>The deferred log is filling up.</summary>
    DeferredLog,

    /// <summary>A store's breaker opened again and again.</summary>
    ChronicInstability,

    /// <summary>A target of a tier may not be used.</summary>
    TargetIneligible,

    /// <summary>A store is being recovered, as is expected after an outage: nothing is to be done.</summary>
    Recovering,
}
