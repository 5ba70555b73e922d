using System.Diagnostics.Metrics;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// The instruments of meter <c>Holdfast</c>. Safe for any number of threads; recording allocates nothing. What is owed and how the
/// breakers stand is asked for when somebody collects, from the providers that were last given.
/// </summary>
public sealed class HoldfastMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Holdfast";

    /// <summary>The tag of a store or tier where none took part.</summary>
    public const string None = "none";

    /// <summary>The buckets of <c>holdfast.write.duration</c>, in seconds: dense around the try time-out and the total budget.</summary>
    private static readonly double[] DurationBuckets =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];

    private readonly Counter<long> _writes;
    private readonly Counter<long> _points;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _breakerChanges;
    private readonly Counter<long> _breakerRefreshes;
    private readonly Counter<long> _retriesExhausted;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _rejectedLines;
    private readonly Counter<long> _deduplicated;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _reconcileWindows;
    private readonly Counter<long> _reconcilePoints;
    private readonly BoundedTag _fallbackReasons = new();
    private readonly BoundedTag _breakerStates = new();
    private readonly BoundedTag _breakerCauses = new();
    private readonly BoundedTag _deadLetterReasons = new();

    private Func<IEnumerable<OwedReading>> _owed = static () => [];
    private Func<IEnumerable<BreakerReading>> _breakers = static () => [];
    private Func<IEnumerable<RecoveryReading>> _recoveries = static () => [];

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
        _breakerChanges = meter.CreateCounter<long>("holdfast.breaker.changes", "{change}", "Changes of a store's breaker, by the state that it changed to.");
        _breakerRefreshes = meter.CreateCounter<long>(
            "holdfast.breaker.refreshes", "{refresh}", "Refreshes of a shared store's breaker, by what this instance's view then rested on.");
        _retriesExhausted = meter.CreateCounter<long>("holdfast.retries.exhausted", "{batch}", "Batches for which a store was given up after its last retry.");
        _deadLetters = meter.CreateCounter<long>("holdfast.dead_letters", "{letter}", "Dead letters written.");
        _rejectedLines = meter.CreateCounter<long>("holdfast.lines.rejected", "{line}", "Lines not taken.");
        _deduplicated = meter.CreateCounter<long>("holdfast.requests.deduplicated", "{request}", "Requests answered from an earlier request with the same idempotency key.");
        _refused = meter.CreateCounter<long>("holdfast.requests.refused", "{request}", "Requests turned away before their body was taken.");
        _reconcileWindows = meter.CreateCounter<long>("holdfast.reconcile.windows", "{window}", "Windows of reconciliation, by what was done with them.");
        _reconcilePoints = meter.CreateCounter<long>("holdfast.reconcile.points", "{point}", "Points that reconciliation found to differ, by what was done with them.");
        meter.CreateObservableGauge("holdfast.breaker.state", ReadBreakers, unit: null, "A store's breaker: 0 closed, 1 open, 2 half-open.");
        meter.CreateObservableGauge("holdfast.owed.batches", () => ReadOwed(static owed => owed.Batches), "{batch}", "Batches that a store is owed.");
        meter.CreateObservableGauge("holdfast.owed.points", () => ReadOwed(static owed => owed.Points), "{point}", "Points that a store is owed.");
        meter.CreateObservableGauge("holdfast.owed.bytes", () => ReadOwed(static owed => owed.Bytes), "By", "Bytes that a store is owed.");
        meter.CreateObservableGauge("holdfast.owed.age", () => ReadOwed(static owed => owed.Age.TotalSeconds), "s", "Age of the oldest batch that a store is owed.");
        meter.CreateObservableGauge(
            "holdfast.recovery.phase", () => ReadRecoveries(static recovery => recovery.Phase), unit: null,
            "A store's recovery: 0 done, 1 isolated, 2 probing, 3 rewinding, 4 backfilling, 5 reconciling, 6 soaking.");
        meter.CreateObservableGauge(
            "holdfast.recovery.progress", () => ReadRecoveries(static recovery => recovery.Progress), "1", "The share of its backlog that a store has been given, from 0 to 1.");
        meter.CreateObservableGauge(
            "holdfast.recovery.rate", () => ReadRecoveries(static recovery => recovery.BytesPerSecond), "By/s", "The rate at which a store is given its backlog.");
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

    /// <summary>Counts one change of a breaker.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="state">The state that it changed to, in snake case.</param>
    /// <param name="cause">Why, as a stable code such as <c>error_rate</c>.</param>
    public void BreakerChanged(string store, string state, string cause) =>
        _breakerChanges.Add(
            1, Tag(TagNames.Store, store), Tag(TagNames.State, _breakerStates.Of(state)), Tag(TagNames.Reason, _breakerCauses.Of(cause)));

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

    /// <summary>Counts one request that was answered from an earlier one.</summary>
    public void Deduplicated(string tier) => _deduplicated.Add(1, Tag(TagNames.Tier, tier));

    /// <summary>Counts one request that was turned away.</summary>
    public void Refused(AdmissionRefusal refusal) => _refused.Add(1, Tag(TagNames.Reason, refusal.Text()));

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

    /// <summary>Says where to ask what the stores are owed; replaces the provider given before. It is called on the collector's thread.</summary>
    public void ObserveOwed(Func<IEnumerable<OwedReading>> provider) => Volatile.Write(ref _owed, provider);

    /// <summary>Says where to ask how the breakers stand; replaces the provider given before. It is called on the collector's thread.</summary>
    public void ObserveBreakers(Func<IEnumerable<BreakerReading>> provider) => Volatile.Write(ref _breakers, provider);

    /// <summary>Says where to ask how the recoveries stand; replaces the provider given before. It is called on the collector's thread.</summary>
    public void ObserveRecoveries(Func<IEnumerable<RecoveryReading>> provider) => Volatile.Write(ref _recoveries, provider);

    private IEnumerable<Measurement<T>> ReadRecoveries<T>(Func<RecoveryReading, T> value)
        where T : struct
    {
        foreach (var recovery in Volatile.Read(ref _recoveries)())
            yield return new(value(recovery), Tag(TagNames.Store, recovery.Store));
    }

    private IEnumerable<Measurement<T>> ReadOwed<T>(Func<OwedReading, T> value)
        where T : struct
    {
        foreach (var owed in Volatile.Read(ref _owed)())
            yield return new(value(owed), Tag(TagNames.Store, owed.Store));
    }

    private IEnumerable<Measurement<int>> ReadBreakers()
    {
        foreach (var breaker in Volatile.Read(ref _breakers)())
            yield return new(breaker.State, Tag(TagNames.Store, breaker.Store));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
