using System.Collections.Frozen;
using System.Collections.Immutable;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>
/// Performs the single actions of recoveries in this process and tells what came of them; it keeps no record and decides nothing. One action
/// at a time for one store; different stores at once; looking from any thread.
/// </summary>
public sealed class RecoveryPerformer
{
    private static readonly TimeSpan ProbePause = TimeSpan.FromSeconds(1);

    private readonly FrozenDictionary<string, StorePace> _paces;
    private readonly FrozenDictionary<string, StoreRuntime> _stores;
    private readonly TargetDirectory _targets;
    private readonly IDeferredLog _log;
    private readonly StoreProber _prober;
    private readonly RecoveryPorts _ports;
    private readonly TimeProvider _time;

    /// <summary>Makes it; nothing happens before it is asked to.</summary>
    /// <param name="settings">How stores are brought back.</param>
    /// <param name="targets">The stores at run time.</param>
    /// <param name="log">What they are owed.</param>
    /// <param name="prober">Probes.</param>
    /// <param name="ports">Does the rest.</param>
    /// <param name="time">The clock.</param>
    public RecoveryPerformer(
        HoldfastSettings settings, TargetDirectory targets, IDeferredLog log, StoreProber prober, RecoveryPorts ports, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(targets);
        (_targets, _log, _prober, _ports, _time) = (targets, log, prober, ports, time);
        _stores = targets.Stores.ToFrozenDictionary(static store => store.Name, StringComparer.Ordinal);
        _paces = _stores.Keys.ToFrozenDictionary(
            static store => store, _ => new StorePace(settings.Recovery, settings.Delivery.ReferenceBytes, time), StringComparer.Ordinal);
    }

    /// <summary>What is seen of a store now, by this process.</summary>
    /// <param name="store">The store's name.</param>
    public RecoverySight Look(string store) => RecoverySight.Of(_stores[store].Breaker.State, OwedTo(store), _ports.RewindPending(store));

    /// <summary>What a store is owed, as far as this process knows.</summary>
    /// <param name="store">The store's name.</param>
    public RecoveryPortion OwedTo(string store)
    {
        var owed = _log.Owed(store);
        return new(owed.Batches, owed.Points, owed.Bytes);
    }

    /// <summary>Performs an action; of a drain one piece, whatever the pace says.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="action">The action.</param>
    /// <param name="spans">What is to be compared; regarded for <see cref="RecoveryActionKind.Reconcile"/>.</param>
    /// <param name="cancellation">Ends it as soon as it can be; what has been done stays done.</param>
    public async Task<RecoveryEvent> PerformAsync(string store, RecoveryAction action, IReadOnlyList<RecoverySpan> spans, CancellationToken cancellation)
    {
        switch (action.Kind)
        {
            case RecoveryActionKind.Probe:
                await _prober.ProbeAsync(_stores[store], cancellation);
                return new RecoveryEvent.Probed(Look(store), action.Generation);

            case RecoveryActionKind.Rewind:
                var rewound = await _ports.RewindAsync(store, cancellation);
                return rewound.Fault is { } fault
                    ? new RecoveryEvent.Failed(Look(store), action.Generation, fault)
                    : new RecoveryEvent.Rewound(Look(store), action.Generation, rewound.Portion, [.. rewound.Spans]);

            case RecoveryActionKind.Drain:
                var grant = Ask(store, out var live);
                return await DrainAsync(store, action.Generation, Math.Max(grant.Bytes, BackfillPacer.SmallestWrite), live, cancellation);

            case RecoveryActionKind.Reconcile:
                var compared = await _ports.ReconcileAsync(store, spans, cancellation);
                return compared.End is ReconcileEnd.None
                    ? new RecoveryEvent.Failed(Look(store), action.Generation, compared.Message)
                    : new RecoveryEvent.Reconciled(Look(store), action.Generation, compared.End, compared.Message);

            case RecoveryActionKind.Sample:
                return new RecoveryEvent.Sampled(Look(store), action.Generation, _stores[store].Breaker.TakeSample());

            default:
                return new RecoveryEvent.Looked(Look(store));
        }
    }

    /// <summary>
    /// Probes a store again and again, once a second, until its breaker is closed or the time is over; at least once. For a host to which
    /// one action is dear.
    /// </summary>
    /// <param name="store">The store's name.</param>
    /// <param name="generation">The action's.</param>
    /// <param name="budget">How long at most, but for the last probe.</param>
    /// <param name="cancellation">Ends it; the probe under way is inconclusive.</param>
    public async Task<RecoveryEvent.Probed> ProbeForAsync(string store, long generation, TimeSpan budget, CancellationToken cancellation)
    {
        var from = _time.GetTimestamp();
        do
        {
            await _prober.ProbeAsync(_stores[store], cancellation);
        }
        while (_time.GetElapsedTime(from) + ProbePause <= budget && _stores[store].Breaker.Snapshot.Mode is not BreakerMode.Closed
            && await PauseAsync(ProbePause, cancellation));
        return new(Look(store), generation);
    }

    /// <summary>
    /// Drains at the pace that the store allows until nothing is left, something hinders, or the time is over, and tells it as one piece. For
    /// a host to which one action is dear.
    /// </summary>
    /// <param name="store">The store's name.</param>
    /// <param name="generation">The action's.</param>
    /// <param name="budget">How long at most, but for the last write.</param>
    /// <param name="cancellation">Ends it between two writes; what was delivered stays delivered.</param>
    public async Task<RecoveryEvent.Drained> DrainForAsync(string store, long generation, TimeSpan budget, CancellationToken cancellation)
    {
        var from = _time.GetTimestamp();
        RecoveryEvent.Drained? all = null;
        while (true)
        {
            var grant = Ask(store, out var live);
            var left = budget - _time.GetElapsedTime(from);
            if (grant.Delay > TimeSpan.Zero)
            {
                if (left > TimeSpan.Zero && await PauseAsync(grant.Delay < left ? grant.Delay : left, cancellation))
                    continue;
                return all ?? new(Look(store), generation, DrainEnd.Progressed, default, [], null, _paces[store].Rate, "");
            }

            var piece = await DrainAsync(store, generation, grant.Bytes, live, cancellation);
            all = all is null ? piece : Both(all, piece);
            if (piece.End is not DrainEnd.Progressed || piece.NotBefore is not null || _time.GetElapsedTime(from) >= budget || cancellation.IsCancellationRequested)
                return all;
        }
    }

    /// <summary>Asks the pace of a store's backfill.</summary>
    internal PaceGrant Ask(string store, out LiveTraffic live)
    {
        live = LiveOf(store);
        return _paces[store].Ask(live);
    }

    /// <summary>Delivers one piece and tells the pace.</summary>
    internal async Task<RecoveryEvent.Drained> DrainAsync(string store, long generation, int bytes, LiveTraffic live, CancellationToken cancellation)
    {
        var pace = _paces[store];
        var from = pace.Now;
        var piece = await _ports.DrainAsync(store, bytes, cancellation);
        pace.Tell(piece, from, live);
        return new(
            Look(store), generation, piece.End, piece.Portion, [.. piece.Spans], piece.Quiet > TimeSpan.Zero ? _time.GetUtcNow() + piece.Quiet : null, pace.Rate, piece.Message);
    }

    /// <summary>What was reported so far is no part of the samples to come.</summary>
    internal void ForgetSample(string store) => _ = _stores[store].Breaker.TakeSample();

    private static RecoveryEvent.Drained Both(RecoveryEvent.Drained before, RecoveryEvent.Drained last) => last with
    {
        Portion = before.Portion.Plus(last.Portion),
        Spans = last.Spans.Aggregate(before.Spans, Covering),
    };

    private static ImmutableArray<RecoverySpan> Covering(ImmutableArray<RecoverySpan> spans, RecoverySpan more)
    {
        for (var index = 0; index < spans.Length; index++)
        {
            if (string.Equals(spans[index].Tier, more.Tier, StringComparison.Ordinal))
                return spans.SetItem(index, spans[index].Covering(more.MinTime, more.MaxTime));
        }

        return spans.Add(more);
    }

    /// <returns>Whether to go on; false when the process is told to stop.</returns>
    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        try
        {
            // Timers count whole milliseconds; what they cut off to nothing would be waited for by spinning.
            await Task.Delay(pause < RecoveryRunner.ShortestDelay ? RecoveryRunner.ShortestDelay : pause, _time, cancellation);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The busiest of the store's targets speaks for it: they share its disks.</summary>
    private LiveTraffic LiveOf(string store)
    {
        var live = LiveTraffic.None;
        foreach (var target in _targets.Targets)
        {
            if (string.Equals(target.Store.Name, store, StringComparison.Ordinal) && target.Writer.Live is var one && one > live)
                live = one;
        }

        return live;
    }
}
