using System.Text.Json.Serialization;

namespace Holdfast.Routing.Breakers;

/// <summary>Why a breaker changed its mode. Serialised by name: members may be added and reordered, never renamed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakerCause>))]
public enum BreakerCause
{
    /// <summary>It has not changed yet.</summary>
    None = 0,

    /// <summary>Opened: too large a share of failures in the rolling window.</summary>
    ErrorRate,

    /// <summary>Opened: too many slow windows in a row.</summary>
    Latency,

    /// <summary>Opened: too many failures in a row.</summary>
    ConsecutiveFailures,

    /// <summary>Opened: an operator isolated the store.</summary>
    Manual,

    /// <summary>Reopened: too many probes failed.</summary>
    ProbesFailed,

    /// <summary>Reopened: the probes succeeded, but as slowly as what opens a breaker.</summary>
    ProbesSlow,

    /// <summary>Half-opened: the isolation is over.</summary>
    IsolationEnded,

    /// <summary>Half-opened: an operator restored the store.</summary>
    Restored,

    /// <summary>Half-opened before its time, because no target of a tier was left.</summary>
    ProbedEarly,

    /// <summary>Closed: the evaluation passed.</summary>
    ProbesSucceeded,

    /// <summary>An instance that had opened by itself went back: what all of them saw together was not enough.</summary>
    Overruled,
}
