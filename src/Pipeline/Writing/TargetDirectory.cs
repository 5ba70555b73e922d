using System.Collections.Frozen;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Writing;

/// <summary>
/// All stores and targets at run time. Takes the snapshots that the planner decides on; decides nothing itself. Safe for any number of
/// threads.
/// </summary>
public sealed class TargetDirectory
{
    private readonly FrozenDictionary<string, StoreRuntime> _stores;
    private readonly FrozenDictionary<(string Tier, int Position), TargetRuntime> _targets;
    private readonly RetentionVerifier _retention;
    private readonly DeliveryMode _mode;
    private readonly TimeProvider _time;

    /// <summary>Makes the directory.</summary>
    /// <param name="table">The routing table.</param>
    /// <param name="stores">One runtime per store of the table.</param>
    /// <param name="sender">Sends groups upstream.</param>
    /// <param name="retention">Knows which targets are eligible.</param>
    /// <param name="options">Mode, concurrency and times.</param>
    /// <param name="time">The clock.</param>
    public TargetDirectory(
        RoutingTable table, IEnumerable<StoreRuntime> stores, GroupSender sender, RetentionVerifier retention, DeliveryOptions options, TimeProvider time)
    {
        _stores = stores.ToFrozenDictionary(static store => store.Name, StringComparer.Ordinal);
        _retention = retention;
        _mode = options.Mode;
        _time = time;
        Stores = [.. table.Stores.Select(store => _stores[store.Name])];
        Targets = [.. table.Tiers
            .SelectMany(static tier => tier.Chain, static (tier, target) => (tier, target))
            .Select(entry => new TargetRuntime(entry.tier, entry.target, _stores[entry.target.Store], new(entry.target, sender, options, time)))];
        _targets = Targets.ToFrozenDictionary(static target => (target.Tier.Name, target.Target.Position));
    }

    /// <summary>All stores, in the table's order: the order of a dictionary would differ from process to process.</summary>
    public IReadOnlyList<StoreRuntime> Stores { get; }

    /// <summary>All targets, in the table's order.</summary>
    public IReadOnlyList<TargetRuntime> Targets { get; }

    /// <summary>The store of that name, or null.</summary>
    public StoreRuntime? StoreNamed(string name) => _stores.GetValueOrDefault(name);

    /// <summary>A target of a tier.</summary>
    public TargetRuntime Of(Tier tier, Target target) => _targets[(tier.Name, target.Position)];

    /// <summary>The target by which a store serves a tier, or null when it does not.</summary>
    public TargetRuntime? Of(Tier tier, string store) =>
        tier.Chain.FirstOrDefault(target => string.Equals(target.Store, store, StringComparison.Ordinal)) is { } target ? Of(tier, target) : null;

    /// <summary>Hands back everything that waits for a store: its breaker opened.</summary>
    public void Release(string store)
    {
        foreach (var target in Targets)
        {
            if (string.Equals(target.Store.Name, store, StringComparison.Ordinal))
                target.Writer.Release();
        }
    }

    /// <summary>Plans one batch of a tier on the snapshots of this moment, taking probe leases where the plan may need them.</summary>
    /// <param name="tier">The tier.</param>
    /// <param name="now">The time.</param>
    public Route Route(Tier tier, DateTimeOffset now)
    {
        Span<TargetView> views = stackalloc TargetView[tier.Chain.Length];
        var eligibility = _retention.Snapshot;
        ProbeLease?[]? leases = null;
        var reached = false;
        for (var position = 0; position < views.Length; position++)
        {
            var target = Of(tier, tier.Chain[position]);
            var mode = target.Store.Breaker.Snapshot.Mode;
            var view = new TargetView(mode, Probe: false, eligibility.IsEligible(tier, target.Target), target.Store.ThrottledUntil);

            // A recovering store counts the requests that would go to it: not those that a healthy target before it will take.
            var wanted = _mode == DeliveryMode.Fanout || !reached;
            if (mode == BreakerMode.HalfOpen && wanted && RoutePlanner.Skip(view with { Probe = true }, now) == SkipReason.None
                && target.Store.Breaker.TryTakeProbe(out var lease))
            {
                leases ??= new ProbeLease?[views.Length];
                leases[position] = lease;
                view = view with { Probe = true };
            }

            reached |= RoutePlanner.Skip(view, now) == SkipReason.None;
            views[position] = view;
        }

        return new(RoutePlanner.Plan(tier, views, now), leases, _time);
    }
}
