using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>The recoveries as a document for operators. Safe for any number of threads.</summary>
/// <param name="runner">The recoveries.</param>
/// <param name="targets">The stores at run time.</param>
/// <param name="options">How long a soak is.</param>
/// <param name="time">The clock.</param>
public sealed class RecoveryReports(RecoveryRunner runner, TargetDirectory targets, RecoveryOptions options, TimeProvider time) : IRecoveryReports
{
    /// <inheritdoc/>
    public Task<object> AllAsync(CancellationToken cancellation) => Task.FromResult(All());

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecoveryRecord>> LiveAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<RecoveryRecord>>([.. runner.Stores.Select(LiveOf)]);

    /// <summary>Every store: how its recovery stands, and the last ones that have ended.</summary>
    public object All() => new { Stores = runner.Stores.Select(StoreReport) };

    private object StoreReport(string store) => DocumentOf(LiveOf(store), runner.FinishedOf(store), targets, options, time.GetUtcNow());

    private RecoveryRecord LiveOf(string store)
    {
        var seen = runner.Look(store);
        var record = runner.RecordOf(store) ?? RecoveryRecord.Create(store, 0, seen, targets.StoreNamed(store)!.Breaker.State.Since);
        return record with { Seen = seen };
    }

    /// <summary>The document of one store.</summary>
    /// <param name="live">The record, with what is seen of the store now.</param>
    /// <param name="finished">The last recoveries that have ended, oldest first.</param>
    /// <param name="targets">Which buckets the store serves.</param>
    /// <param name="options">How long a soak is.</param>
    /// <param name="now">The present.</param>
    public static object DocumentOf(
        RecoveryRecord live, IReadOnlyList<RecoverySummary> finished, TargetDirectory targets, RecoveryOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(finished);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        var (record, seen) = (live, live.Seen);
        return new
        {
            record.Store,
            record.Phase,
            record.Since,
            record.StartedAt,
            record.FinishedAt,
            Breaker = seen.Breaker.ToString().ToLowerInvariant(),
            seen.IsolationUntil,
            Held = seen.Held ? seen.Reason : null,
            Progress = new
            {
                Done = record.Delivered,
                Left = seen.Owed,
                Share = ShareOf(live),
                BytesPerSecond = record.Phase is RecoveryPhase.Backfilling ? Math.Round(record.Rate) : 0,
                SecondsLeft = live.TimeLeft is { } left ? Math.Round(left.TotalSeconds, 1) : (double?)null,
            },
            Rewind = new { Pending = seen.RewindPending, Done = record.Rewound },
            Reconciled = record.Reconciled is ReconcileEnd.None ? null : new { Outcome = record.Reconciled, Message = record.Comparison, At = record.ComparedAt },
            Soak = record.Phase is RecoveryPhase.Soaking
                ? new { Until = now + SoakLeft(record, options, now), SecondsLeft = Math.Round(SoakLeft(record, options, now).TotalSeconds, 1), Restarts = record.SoakRestarts }
                : null,
            record.Attempts,
            record.NotBefore,
            Fault = record.Fault.Length == 0 ? null : record.Fault,
            PausedBuckets = record.IsUnderWay ? BucketsOf(record.Store, targets) : [],
            Finished = finished.Reverse(),
        };
    }

    /// <summary>The share of the bytes that is delivered, from 0 to 1; 1 when nothing is owed.</summary>
    public static double ShareOf(RecoveryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var all = record.Delivered.Bytes + record.Seen.Owed.Bytes;
        return record.Seen.Owed.Batches == 0 || all == 0 ? 1 : (double)record.Delivered.Bytes / all;
    }

    /// <summary>How much of a soak is left; never negative.</summary>
    public static TimeSpan SoakLeft(RecoveryRecord record, RecoveryOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(options);
        var left = options.Soak - record.Soaked - (now - record.SampledAt);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    private static string[] BucketsOf(string store, TargetDirectory targets) =>
    [
        .. targets.Targets.Where(target => string.Equals(target.Store.Name, store, StringComparison.Ordinal)).Select(static target => target.Tier.Bucket)
            .Order(StringComparer.Ordinal),
    ];
}
