using System.Diagnostics.Metrics;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tests.Support;

/// <summary>How a <see cref="WritingRig"/> is configured.</summary>
internal sealed record WritingRigOptions
{
    public int Stores { get; init; } = 2;

    public DeliveryOptions Delivery { get; init; } = new();

    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>How the breakers follow an authority; null, and they are their own.</summary>
    public FollowOptions? Follow { get; init; }

    public DataOptions Data { get; init; } = new() { MaxBytes = 64 * 1024 * 1024, SegmentBytes = 1024 * 1024 };

    public RecoveryOptions Recovery { get; init; } = new();

    public string? ProbeBucket { get; init; }

    public LimitOptions Limits { get; init; } = new();

    public ReconcileOptions Reconcile { get; init; } = new();

    /// <summary>Whether there is a second tier, cold, on the same stores.</summary>
    public bool Cold { get; init; }

    /// <summary>Whether the log's fence is used; a test shows what happens without.</summary>
    public bool Fence { get; init; } = true;

    public ContractSet? Contracts { get; init; }

    /// <summary>The fences of other instances.</summary>
    public ISharedFences? Shared { get; init; }

    /// <summary>Makes the instruments, for a test that listens to them; null, and nobody can.</summary>
    public IMeterFactory? Meters { get; init; }

    public HoldfastSettings Settings()
    {
        var retention = TimeSpan.FromDays(7);
        var stores = Enumerable.Range(0, Stores)
            .Select(static index => new StoreDefinition($"s{index}", new Uri($"http://127.0.0.{index + 1}:8086"), StoreApi.V2, ""))
            .ToList();
        var tier = new Tier("hot", WritingRig.Bucket, retention, [.. stores.Select((store, index) => new Target(store.Name, "hot", index, retention))]);
        var cold = tier with { Name = "cold", Bucket = WritingRig.ColdBucket, Chain = [.. tier.Chain.Select(static target => target with { Bucket = "cold" })] };
        var table = RoutingTable.Create([.. stores], Cold ? [tier, cold] : [tier], out var errors);
        Assert.Empty(errors);
        return new()
        {
            Table = table!,
            Stores = stores.ToDictionary(static store => store.Name, store => new StoreSettings { Definition = store, ProbeBucket = ProbeBucket }, StringComparer.Ordinal),
            Delivery = Delivery,
            Breaker = Breaker,
            Data = Data,
            Limits = Limits,
            Recovery = Recovery,
            Reconcile = Reconcile,
        };
    }
}
