using System.Collections.Immutable;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Alerting;
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
    private readonly RedisUseSource? _redis;
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
        (_table, _targets, _retention, _log, _recoveries, _redis, _time) = (table, targets, retention, log, recoveries, redis, time);
        _tiers = [.. traffic.Tiers.Select(tier => new TierWindow(tier, time))];
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

            // The first look takes up what the breakers remember of earlier processes; it comes after their states were loaded.
            _timelines = _timelines.IsEmpty
                ? [.. _targets.Stores.Select(static store => StoreTimeline.Begin(store.Name, store.Breaker.State))]
                : [.. _timelines.Zip(_targets.Stores, (line, store) => line.With(store.Breaker.State, at - Past))];
            var tiers = _tiers.Select(tier => tier.Sample(now)).ToImmutableArray();
            var reading = new AlertReading
            {
                Tiers = [.. tiers.Select(SightOf)],
                Stores = [.. _targets.Stores.Zip(_timelines, (store, line) => SightOf(store, line, at)), .. Forgotten()],
                Redis = _redis?.Invoke() ?? default,
                LogUse = _log.Share,
            };
            var step = AlertRules.Evaluate(reading, _onsets, at);
            _onsets = step.Onsets;
            var sample = new OverviewSample(at, tiers, [.. _latencies.Select(latency => latency.Sample(now))], _timelines, reading, step.Alerts);
            Volatile.Write(ref _latest, sample);
            return sample;
        }
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

    private StoreSight SightOf(StoreRuntime store, StoreTimeline line, DateTimeOffset at)
    {
        var state = store.Breaker.State;
        var record = RecordOf(store.Name);
        return new()
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
            Share = record is null ? 1 : Recovering.RecoveryReports.ShareOf(record),
            TimeLeft = record?.TimeLeft,
        };
    }

    /// <summary>The record of a store's recovery; null where none is known.</summary>
    public RecoveryRecord? RecordOf(string store) =>
        _recoveries.Latest.FirstOrDefault(record => string.Equals(record.Store, store, StringComparison.Ordinal));

    /// <summary>Stores that are owed something and are not configured any more.</summary>
    private IEnumerable<StoreSight> Forgotten() => _log.Stores
        .Where(store => _table.StoreNamed(store) is null)
        .Select(store => new StoreSight { Name = store, Unstored = _log.Owed(store).OnlyHere });
}
