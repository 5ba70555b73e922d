using System.Diagnostics.Metrics;

namespace Holdfast.Pipeline.Telemetry;

/// <content>What is asked for when somebody collects. Every provider is called on the collector's thread and must be quick.</content>
public sealed partial class HoldfastMetrics
{
    private Func<IEnumerable<OwedReading>> _owed = static () => [];
    private Func<IEnumerable<BreakerReading>> _breakers = static () => [];
    private Func<IEnumerable<RecoveryReading>> _recoveries = static () => [];
    private Func<IEnumerable<TargetReading>> _targets = static () => [];
    private Func<IEnumerable<LettersReading>> _letters = static () => [];
    private Func<LogReading?> _log = static () => null;

    /// <summary>Says where to ask what the stores are owed; replaces the provider given before.</summary>
    public void ObserveOwed(Func<IEnumerable<OwedReading>> provider) => Volatile.Write(ref _owed, provider);

    /// <summary>Says where to ask how the breakers stand; replaces the provider given before.</summary>
    public void ObserveBreakers(Func<IEnumerable<BreakerReading>> provider) => Volatile.Write(ref _breakers, provider);

    /// <summary>Says where to ask how the recoveries stand; replaces the provider given before.</summary>
    public void ObserveRecoveries(Func<IEnumerable<RecoveryReading>> provider) => Volatile.Write(ref _recoveries, provider);

    /// <summary>Says where to ask which targets may be used; replaces the provider given before.</summary>
    public void ObserveTargets(Func<IEnumerable<TargetReading>> provider) => Volatile.Write(ref _targets, provider);

    /// <summary>Says where to ask what is in quarantine, each reason once; replaces the provider given before.</summary>
    public void ObserveDeadLetters(Func<IEnumerable<LettersReading>> provider) => Volatile.Write(ref _letters, provider);

    /// <summary>Says where to ask how full the deferred log is; null for not known. Replaces the provider given before.</summary>
    public void ObserveLog(Func<LogReading?> provider) => Volatile.Write(ref _log, provider);

    private void ObserveEverything(Meter meter)
    {
        meter.CreateObservableGauge(
            "holdfast.breaker.state", () => ReadBreakers(static breaker => breaker.State), unit: null, "A store's breaker: 0 closed, 1 open, 2 half-open.");
        meter.CreateObservableGauge(
            "holdfast.breaker.held", () => ReadBreakers(static breaker => breaker.Held ? 1 : 0), unit: null, "Whether a store's breaker is open until an operator restores the store: 1, or 0.");
        meter.CreateObservableGauge("holdfast.target.eligible", ReadTargets, unit: null, "Whether a target may be written to: 1, or 0 when its time to live is not known to be its tier's, or it is misconfigured.");
        ObserveWhatIsOwed(meter);
        ObserveTheLog(meter);
        ObserveTheRecoveries(meter);
        meter.CreateObservableGauge("holdfast.dead_letters.held", ReadLetters, "{letter}", "Dead letters in quarantine now.");
    }

    private void ObserveWhatIsOwed(Meter meter)
    {
        meter.CreateObservableGauge("holdfast.owed.batches", () => ReadOwed(static owed => owed.Batches), "{batch}", "Batches that a store is owed.");
        meter.CreateObservableGauge("holdfast.owed.points", () => ReadOwed(static owed => owed.Points), "{point}", "Points that a store is owed.");
        meter.CreateObservableGauge("holdfast.owed.bytes", () => ReadOwed(static owed => owed.Bytes), "By", "Bytes that a store is owed.");
        meter.CreateObservableGauge("holdfast.owed.age", () => ReadOwed(static owed => owed.Age.TotalSeconds), "s", "Age of the oldest batch that a store is owed.");
        meter.CreateObservableGauge("holdfast.owed.unstored", () => ReadOwed(static owed => owed.Unstored), "{batch}", "Batches that a store is owed and no store has.");
    }

    private void ObserveTheLog(Meter meter)
    {
        meter.CreateObservableGauge("holdfast.deferred.bytes", () => ReadLog(static log => log.Bytes), "By", "What the deferred log takes.");
        meter.CreateObservableGauge("holdfast.deferred.limit", () => ReadLog(static log => log.Limit), "By", "What the deferred log may take.");
        meter.CreateObservableGauge("holdfast.deferred.usage", () => ReadLog(static log => log.Share), "1", "The share of its limit that the deferred log takes, from 0 to 1.");
        meter.CreateObservableGauge("holdfast.deferred.age", () => ReadLog(static log => log.Age.TotalSeconds), "s", "Age of the oldest batch that anybody is owed.");
        meter.CreateObservableCounter("holdfast.deferred.lost", () => ReadLog(static log => log.Lost), "{batch}", "Batches that were owed when they became unreadable on the disk.");
    }

    private void ObserveTheRecoveries(Meter meter)
    {
        meter.CreateObservableGauge(
            "holdfast.recovery.phase", () => ReadRecoveries(static recovery => recovery.Phase), unit: null,
            "A store's recovery: 0 done, 1 isolated, 2 probing, 3 rewinding, 4 backfilling, 5 reconciling, 6 soaking.");
        meter.CreateObservableGauge(
            "holdfast.recovery.progress", () => ReadRecoveries(static recovery => recovery.Progress), "1", "The share of its backlog that a store has been given, from 0 to 1.");
        meter.CreateObservableGauge(
            "holdfast.recovery.rate", () => ReadRecoveries(static recovery => recovery.BytesPerSecond), "By/s", "The rate at which a store is given its backlog.");
        meter.CreateObservableGauge(
            "holdfast.recovery.time_left", ReadTimeLeft, "s", "How long the rest of its backlog will take a store at the present rate; only while that is known.");
    }

    private IEnumerable<Measurement<T>> ReadRecoveries<T>(Func<RecoveryReading, T> value)
        where T : struct
    {
        foreach (var recovery in Volatile.Read(ref _recoveries)())
            yield return new(value(recovery), Tag(TagNames.Store, recovery.Store));
    }

    private IEnumerable<Measurement<double>> ReadTimeLeft()
    {
        foreach (var recovery in Volatile.Read(ref _recoveries)())
        {
            if (recovery.TimeLeft is { } left)
                yield return new(left.TotalSeconds, Tag(TagNames.Store, recovery.Store));
        }
    }

    private IEnumerable<Measurement<T>> ReadOwed<T>(Func<OwedReading, T> value)
        where T : struct
    {
        foreach (var owed in Volatile.Read(ref _owed)())
            yield return new(value(owed), Tag(TagNames.Store, owed.Store));
    }

    private IEnumerable<Measurement<T>> ReadLog<T>(Func<LogReading, T> value)
        where T : struct
    {
        if (Volatile.Read(ref _log)() is { } log)
            yield return new(value(log));
    }

    private IEnumerable<Measurement<int>> ReadBreakers(Func<BreakerReading, int> value)
    {
        foreach (var breaker in Volatile.Read(ref _breakers)())
            yield return new(value(breaker), Tag(TagNames.Store, breaker.Store));
    }

    private IEnumerable<Measurement<int>> ReadTargets()
    {
        foreach (var target in Volatile.Read(ref _targets)())
            yield return new(target.IsEligible ? 1 : 0, Tag(TagNames.Tier, target.Tier), Tag(TagNames.Store, target.Store));
    }

    /// <summary>All reasons beyond the bound are one: of several values for one set of tags only one would be seen.</summary>
    private IEnumerable<Measurement<long>> ReadLetters() => Volatile.Read(ref _letters)()
        .GroupBy(letters => _deadLetterReasons.Of(letters.Reason), static letters => letters.Count, StringComparer.Ordinal)
        .Select(static reason => new Measurement<long>(reason.Sum(), Tag(TagNames.Reason, reason.Key)));
}
