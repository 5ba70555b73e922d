using System.Collections.Immutable;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Alerting;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Overview;

/// <summary>
/// Looks at the process about once a second, whether or not anybody asks: rates need a past, and an alert its beginning. Decides nothing itself
/// (<see cref="AlertRules"/>). Safe for any number of threads.
/// </summary>
internal sealed class OverviewWatch
{
    /// <summary>What is shown of the breakers' past.</summary>
    public static readonly TimeSpan Past = AlertThresholds.TripWindow;

    private readonly RoutingTable _table;
    private readonly TargetDirectory _targets;
    private readonly RetentionVerifier _retention;
    private readonly IDeferredLog _log;
    private readonly RecoveryViews _recoveries;
    private readonly RedisWindow? _redis;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ImmutableArray<TierWindow> _tiers;
    private readonly ImmutableArray<LatencyWindow> _latencies;
    private ImmutableArray<StoreTimeline> _timelines = [];
    private ImmutableArray<AlertOnset> _onsets = [];
    private OverviewSample? _latest;

    public OverviewWatch(
        RoutingTable table, TargetDirectory targets, RetentionVerifier retention, IDeferredLog log, TrafficBook traffic, RecoveryViews recoveries,
        RedisUseSource? redis, TimeProvider time)
    {
        (_table, _targets, _retention, _log, _recoveries, _time) = (table, targets, retention, log, recoveries, time);
        _tiers = [.. traffic.Tiers.Select(tier => new TierWindow(tier, time))];
        _redis = redis is null ? null : new(redis, time);
        _latencies = [.. targets.Stores.Select(store => new LatencyWindow(store.Latency, time))];
    }

    /// <summary>The last sample; null before the first.</summary>
    public OverviewSample? Latest => Volatile.Read(ref _latest);

    /// <summary>Looks.</summary>
    public OverviewSample Sample()
    {
        lock (_gate)
        {
            var (now, at) = (_time.GetTimestamp(), _time.GetUtcNow());

            // The recoveries first: what is known of one may then be older than its breaker, never newer. A newer one would have a store that
            // is just going down be in service again.
            var known = _recoveries.Latest;
            ImmutableArray<RecoveryRecord?> records = [.. _targets.Stores.Select(store => known.FirstOrDefault(record => string.Equals(record.Store, store.Name, StringComparison.Ordinal)))];
            ImmutableArray<BreakerState> breakers = [.. _targets.Stores.Select(static store => store.Breaker.State)];

            // The first look takes up what the breakers remember of earlier processes; it comes after their states were loaded.
            _timelines = _timelines.IsEmpty
                ? [.. _targets.Stores.Zip(breakers, static (store, state) => StoreTimeline.Begin(store.Name, state))]
                : [.. _timelines.Zip(breakers, (line, state) => line.With(state, at - Past))];
            var tiers = _tiers.Select(tier => tier.Sample(now)).ToImmutableArray();
            var reading = new AlertReading
            {
                Tiers = [.. tiers.Select(SightOf)],
                Stores = [.. _targets.Stores.Select((store, index) => SightOf(store, breakers[index], records[index], _timelines[index], at)), .. Forgotten()],
                Redis = _redis?.Sample(now) ?? default,
                LogUse = _log.Share,
            };
            var step = AlertRules.Evaluate(reading, _onsets, at);
            _onsets = step.Onsets;
            var sample = new OverviewSample(
                at, now, tiers, [.. _latencies.Select(latency => latency.Sample(now))], breakers, records, _timelines, reading, step.Alerts);
            Volatile.Write(ref _latest, sample);
            return sample;
        }
    }

    /// <summary>Whether a breaker has changed since a sample was taken.</summary>
    public bool HasChangedSince(OverviewSample sample)
    {
        for (var index = 0; index < sample.Breakers.Length; index++)
        {
            if (_targets.Stores[index].Breaker.State.Generation != sample.Breakers[index].Generation)
                return true;
        }

        return false;
    }

    private TierSight SightOf(TierFigures figures)
    {
        var verdicts = _retention.Snapshot.Of(figures.Tier);
        var window = figures.Window;
        return new(
            figures.Tier.Name,
            window.Acknowledged,
            window.Acknowledged - window.TakenBy(0),
            window.Points + window.Rejected,
            window.BySchema,
            [.. figures.Tier.Chain.Select(target => new TargetSight(
                target.Store, target.Bucket, verdicts[target.Position].IsEligible, verdicts[target.Position].Reason))]);
    }

    private StoreSight SightOf(StoreRuntime store, BreakerState state, RecoveryRecord? record, StoreTimeline line, DateTimeOffset at) =>
        new()
        {
            Name = store.Name,
            Mode = state.Mode,
            Since = state.Since,
            Held = state.HeldByOperator,
            Throttled = store.ThrottledUntil > at,
            Unstored = _log.Owed(store.Name).OnlyHere,
            Trips = line.Trips(at - AlertThresholds.TripWindow),
            Phase = record?.Phase ?? RecoveryPhase.Done,
            RecoveringSince = record is { IsUnderWay: true } ? record.StartedAt : null,
            Hindered = record is { Fault.Length: > 0 },
            Share = record is null ? 1 : Recovering.RecoveryReports.ShareOf(record),
            TimeLeft = record?.TimeLeft,
        };

    /// <summary>Stores that are owed something and are not configured any more.</summary>
    private IEnumerable<StoreSight> Forgotten() => _log.Stores
        .Where(store => _table.StoreNamed(store) is null)
        .Select(store => new StoreSight { Name = store, Unstored = _log.Owed(store).OnlyHere });
}
