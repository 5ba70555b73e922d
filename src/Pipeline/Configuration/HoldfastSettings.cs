using Holdfast.Routing.Breakers;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Configuration;

/// <summary>The whole configuration section <c>Holdfast</c>, read and validated. Immutable.</summary>
public sealed record HoldfastSettings
{
    /// <summary>Stores, tiers and targets.</summary>
    public required RoutingTable Table { get; init; }

    /// <summary>How to reach each store, by its name.</summary>
    public required IReadOnlyDictionary<string, StoreSettings> Stores { get; init; }

    /// <summary>Time and retries.</summary>
    public DeliveryOptions Delivery { get; init; } = new();

    /// <summary>The breakers' thresholds, the same for every store.</summary>
    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>What is kept on disk.</summary>
    public DataOptions Data { get; init; } = new();

    /// <summary>What requests may take.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>How stores are brought back.</summary>
    public RecoveryOptions Recovery { get; init; } = new();

    /// <summary>How replicas are compared with their primaries.</summary>
    public ReconcileOptions Reconcile { get; init; } = new();

    /// <summary>Who is told when downsampling must pause.</summary>
    public LifecycleOptions Lifecycle { get; init; } = new();

    /// <summary>Where telemetry is exported to.</summary>
    public OtlpOptions Otlp { get; init; } = new();

    /// <summary>Who may do what; empty means open, which is allowed on loopback only.</summary>
    public IReadOnlyList<TokenSettings> Tokens { get; init; } = [];

    /// <summary>
    /// Key <c>Holdfast:Contracts</c>: the JSON file of measurement contracts, read by its own reader; null when none is given. A
    /// relative path is taken from the working directory.
    /// </summary>
    public string? ContractsFile { get; init; }
}
