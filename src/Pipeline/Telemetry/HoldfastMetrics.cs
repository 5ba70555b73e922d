using System.Diagnostics.Metrics;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// The instruments of meter <c>Holdfast</c>; the table of all of them is in this folder's README. Safe for any number of threads; recording
/// allocates nothing. What is owed, how the breakers stand and the like is asked for when somebody collects, from the providers that were
/// last given.
/// </summary>
public sealed partial class HoldfastMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Holdfast";

    /// <summary>The tag of a store or tier where none took part.</summary>
    public const string None = "none";

    /// <summary>The code of lines beyond those that one answer lists.</summary>
    public const string Unlisted = "unlisted_rejections";

    /// <summary>The buckets of the durations, in seconds: dense around the try time-out and the total budget.</summary>
    private static readonly double[] DurationBuckets =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];

    private readonly Counter<long> _writes;
    private readonly Counter<long> _points;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _storeRequests;
    private readonly Histogram<double> _storeDuration;
    private readonly Counter<long> _breakerChanges;
    private readonly Counter<long> _breakerTrips;
    private readonly Counter<long> _breakerRefreshes;
    private readonly Counter<long> _retriesExhausted;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _rejectedLines;
    private readonly Counter<long> _deduplicated;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _redis;
    private readonly Counter<long> _reconcileWindows;
    private readonly Counter<long> _reconcilePoints;
    private readonly BoundedTag _fallbackReasons = new();
    private readonly BoundedTag _breakerStates = new();
    private readonly BoundedTag _breakerCauses = new();
    private readonly BoundedTag _deadLetterReasons = new();

    /// <summary>Makes the meter and its instruments; once per factory.</summary>
    public HoldfastMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _writes = meter.CreateCounter<long>("holdfast.writes", "{request}", "Write requests answered, by how they ended.");
        _points = meter.CreateCounter<long>("holdfast.write.points", "{point}", "Points of the write requests, by how they ended.");
        _bytes = meter.CreateCounter<long>("holdfast.write.bytes", "By", "Normalised bytes of the write requests, by how they ended.");
        _duration = meter.CreateHistogram(
            "holdfast.write.duration", "s", "Time from a write request's admission to its answer.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets });
        _fallbacks = meter.CreateCounter<long>("holdfast.fallback.transitions", "{transition}", "Batches that went past a target to the next one.");
        _storeRequests = meter.CreateCounter<long>("holdfast.store.requests", "{request}", "Attempts to write to a store, by what came back.");
        _storeDuration = meter.CreateHistogram(
            "holdfast.store.duration", "s", "Time that an attempt to write to a store took, whatever came back.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets });
        _breakerChanges = meter.CreateCounter<long>("holdfast.breaker.changes", "{change}", "Changes of a store's breaker, by the state that it changed to.");
        _breakerTrips = meter.CreateCounter<long>(
            "holdfast.breaker.trips", "{trip}", "Openings of a store's breaker from closed, by itself: one for each outage, however often its probes fail.");
        _breakerRefreshes = meter.CreateCounter<long>(
            "holdfast.breaker.refreshes", "{refresh}", "Refreshes of a shared store's breaker, by what this instance's view then rested on.");
        _retriesExhausted = meter.CreateCounter<long>("holdfast.retries.exhausted", "{batch}", "Batches for which a store was given up after its last retry.");
        _deadLetters = meter.CreateCounter<long>("holdfast.dead_letters", "{letter}", "Dead letters written.");
        _rejectedLines = meter.CreateCounter<long>("holdfast.lines.rejected", "{line}", "Lines not taken.");
        _deduplicated = meter.CreateCounter<long>("holdfast.requests.deduplicated", "{request}", "Requests answered from an earlier request with the same idempotency key.");
        _refused = meter.CreateCounter<long>("holdfast.requests.refused", "{request}", "Requests turned away before their body was taken.");
        _redis = meter.CreateCounter<long>("holdfast.redis.requests", "{request}", "What Redis was wanted for, by whether it answered or it went on without.");
        _reconcileWindows = meter.CreateCounter<long>("holdfast.reconcile.windows", "{window}", "Windows of reconciliation, by what was done with them.");
        _reconcilePoints = meter.CreateCounter<long>("holdfast.reconcile.points", "{point}", "Points that reconciliation found to differ, by what was done with them.");
        ObserveEverything(meter);
    }

    /// <summary>Counts one write request, or one tier's part of it.</summary>
    /// <param name="tier">The tier's name.</param>
    /// <param name="store">The store that committed it, or <see cref="None"/>.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="points">Its points.</param>
    /// <param name="bytes">Its normalised bytes.</param>
    /// <param name="duration">From its admission to its answer.</param>
    public void Written(string tier, string store, WriteEnding outcome, long points, long bytes, TimeSpan duration)
    {
        var tierTag = Tag(TagNames.Tier, tier);
        var storeTag = Tag(TagNames.Store, store);
        var outcomeTag = Tag(TagNames.Outcome, outcome.Text());
        _writes.Add(1, tierTag, storeTag, outcomeTag);
        _points.Add(points, tierTag, storeTag, outcomeTag);
        _bytes.Add(bytes, tierTag, storeTag, outcomeTag);
        _duration.Record(duration.TotalSeconds, tierTag, outcomeTag);
    }

    /// <summary>Counts one batch that went past a target.</summary>
    /// <param name="tier">The tier's name.</param>
    /// <param name="reason">Why, as a stable code such as <c>breaker_open</c>.</param>
    public void FellBack(string tier, string reason) =>
        _fallbacks.Add(1, Tag(TagNames.Tier, tier), Tag(TagNames.Reason, _fallbackReasons.Of(reason)));

    /// <summary>Counts one attempt to write to a store.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="outcome">What came back.</param>
    /// <param name="duration">How long it took.</param>
    public void Attempted(string store, WriteClass outcome, TimeSpan duration)
    {
        var storeTag = Tag(TagNames.Store, store);
        _storeRequests.Add(1, storeTag, Tag(TagNames.Outcome, outcome.Text()));
        _storeDuration.Record(duration.TotalSeconds, storeTag);
    }

    /// <summary>Counts one change of a breaker.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="state">The state that it changed to, in snake case.</param>
    /// <param name="cause">Why, as a stable code such as <c>error_rate</c>.</param>
    public void BreakerChanged(string store, string state, string cause) =>
        _breakerChanges.Add(
            1, Tag(TagNames.Store, store), Tag(TagNames.State, _breakerStates.Of(state)), Tag(TagNames.Reason, _breakerCauses.Of(cause)));

    /// <summary>Counts one opening of a breaker from closed that nobody ordered.</summary>
    /// <param name="store">The store's name.</param>
    public void BreakerTripped(string store) => _breakerTrips.Add(1, Tag(TagNames.Store, store));

    /// <summary>Counts one refresh of a breaker that instances share.</summary>
    /// <param name="source">What the view rested on: <c>board</c>, <c>authority</c> or <c>local</c>.</param>
    public void BreakerRefreshed(string source) => _breakerRefreshes.Add(1, Tag(TagNames.Source, source));

    /// <summary>Counts one batch for which a store was given up after its last retry.</summary>
    public void RetriesExhausted(string tier, string store) =>
        _retriesExhausted.Add(1, Tag(TagNames.Tier, tier), Tag(TagNames.Store, store));

    /// <summary>Counts dead letters.</summary>
    /// <param name="reason">The reason code that they carry.</param>
    /// <param name="letters">How many.</param>
    public void DeadLettered(string reason, long letters = 1) =>
        _deadLetters.Add(letters, Tag(TagNames.Reason, _deadLetterReasons.Of(reason)));

    /// <summary>Counts rejected lines of one code.</summary>
    public void LinesRejected(string tier, RejectionCode code, long lines = 1) =>
        _rejectedLines.Add(lines, Tag(TagNames.Tier, tier), Tag(TagNames.Code, code.Text()));

    /// <summary>Counts lines that were rejected beyond those listed with their codes, under the code <see cref="Unlisted"/>.</summary>
    public void LinesUnlisted(string tier, long lines) => _rejectedLines.Add(lines, Tag(TagNames.Tier, tier), Tag(TagNames.Code, Unlisted));

    /// <summary>Counts one request that was answered from an earlier one.</summary>
    public void Deduplicated(string tier) => _deduplicated.Add(1, Tag(TagNames.Tier, tier));

    /// <summary>Counts one request that was turned away.</summary>
    public void Refused(AdmissionRefusal refusal) => _refused.Add(1, Tag(TagNames.Reason, refusal.Text()));

    /// <summary>Counts one thing that Redis was wanted for, with outcome <c>answered</c> or <c>fallback</c>.</summary>
    /// <param name="use">What it was wanted for: <c>claims</c> or <c>snapshots</c>.</param>
    /// <param name="fellBack">Whether it had to go on without Redis.</param>
    public void RedisAsked(string use, bool fellBack) =>
        CountRedis(1, use, fellBack);

    /// <summary>
    /// Counts one reconciliation: windows by outcome <c>compared</c> (by their counts alone), <c>read</c> and <c>skipped</c>, points by outcome
    /// <c>missing</c>, <c>repaired</c>, <c>refused</c> and <c>conflicting</c>.
    /// </summary>
    public void Reconciled(ReconcileReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var pair in report.Pairs)
        {
            var tally = pair.Tally;
            Add(_reconcileWindows, "compared", tally.Windows - tally.Read);
            Add(_reconcileWindows, "read", tally.Read);
            Add(_reconcileWindows, "skipped", tally.Skipped);
            Add(_reconcilePoints, "missing", tally.Missing);
            Add(_reconcilePoints, "repaired", tally.Repaired);
            Add(_reconcilePoints, "refused", tally.Refused);
            Add(_reconcilePoints, "conflicting", tally.Conflicting);

            void Add(Counter<long> counter, string outcome, long count) =>
                counter.Add(count, Tag(TagNames.Tier, report.Tier), Tag(TagNames.Store, pair.Store), Tag(TagNames.Outcome, outcome));
        }
    }

    private void CountRedis(long requests, string use, bool fellBack) =>
        _redis.Add(requests, Tag(TagNames.Use, use), Tag(TagNames.Outcome, fellBack ? "fallback" : "answered"));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
