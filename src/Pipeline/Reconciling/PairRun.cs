using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>
/// One comparison of a store with another, under way: measurement after measurement, window after window, so that memory holds one window
/// of one measurement at a time. Stops at the first failure: a store in trouble is not asked further.
/// </summary>
/// <param name="context">What the run needs.</param>
/// <param name="healed">The store that is healed.</param>
/// <param name="other">The store that may have more.</param>
/// <param name="request">What is compared and why.</param>
/// <param name="range">The timestamps, clipped already.</param>
/// <param name="stopping">Ends it between two questions.</param>
internal sealed class PairRun(
    ReconcileContext context, StoreReader healed, StoreReader other, ReconcileRequest request, TimeWindow range, CancellationToken stopping)
{
    /// <summary>How many windows are counted with one statement.</summary>
    public const int WindowsPerCount = 100;

    private readonly long _window = context.Options.Window.Ticks * TimeSpan.NanosecondsPerTick;
    private SharedFence? _shared;
    private RepairScope? _last;
    private PairReport _report = new() { Store = healed.Store, With = other.Store };

    /// <summary>
    /// Whether equal counts are not trusted. After a backfill of hours they are: reading all of it from both stores once more would cost them as
    /// much as the backfill did.
    /// </summary>
    private bool Exact => request.Cause switch
    {
        ReconcileCause.Timer => false,
        ReconcileCause.Recovery => (range.To - range.From) / _window < WindowsPerCount,
        _ => true,
    };

    public async Task<PairReport> RunAsync()
    {
        var report = await CompareAsync();

        // Left up, it ends by itself: long after what may still be applied.
        if (_shared is not null && _last is not { LeftUnsettled: true })
            await _shared.LowerAsync();
        return report;
    }

    private async Task<PairReport> CompareAsync()
    {
        if (IsOwed(range) is { } owed)
            return _report.End(ReconcileOutcome.Owed, owed);
        var measurements = await other.MeasurementsAsync(stopping);
        if (measurements.Status != ReadingStatus.Answered)
            return End(measurements);

        // Asked although its measurements do not matter: a store that cannot be read is never told from one that holds nothing.
        var own = await healed.MeasurementsAsync(stopping);
        if (own.Status != ReadingStatus.Answered)
            return End(own);
        foreach (var measurement in measurements.Value!)
        {
            var part = range;
            for (var rest = range; !rest.IsEmpty; rest = rest with { From = part.To })
            {
                part = rest.First(_window * WindowsPerCount);
                if (!await CountAsync(measurement, part))
                    return _report;
            }
        }

        return _report;
    }

    /// <summary>Counts a part of the range and compares its windows; false when nothing more is to be asked.</summary>
    private async Task<bool> CountAsync(string measurement, TimeWindow part)
    {
        if (stopping.IsCancellationRequested)
            return Stop(ReconcileOutcome.Stopped, "stopping");
        var there = await other.CountsAsync(measurement, part, _window, stopping);
        var here = there.Status == ReadingStatus.Answered ? await healed.CountsAsync(measurement, part, _window, stopping) : there;
        if (here.Status == ReadingStatus.TooLarge)
        {
            var windows = part.Split(_window);
            if (windows.Length == 1)
                return Skip(measurement, part, here.Message);
            var middle = windows[windows.Length / 2].From;
            return await CountAsync(measurement, part with { To = middle }) && await CountAsync(measurement, part with { From = middle });
        }

        if (here.Status == ReadingStatus.Unreadable)
            return Skip(measurement, part, here.Message);
        if (here.Status != ReadingStatus.Answered)
            return Fail(here);
        var all = part.Split(_window);
        var differing = all.ToList().FindAll(window => WindowCounts.MustRead(here.Value!, there.Value!, TimeWindow.Align(window.From, _window), Exact));
        _report = _report.Plus(new(Windows: all.Length, differing.Count, 0, 0, 0, 0, 0));
        return differing.Count == 0 || await RepairAsync(measurement, differing);
    }

    /// <summary>Reads and repairs windows behind one fence.</summary>
    private async Task<bool> RepairAsync(string measurement, List<TimeWindow> windows)
    {
        var span = new TimeWindow(windows[0].From, windows[^1].To);
        if (await ShareAsync() is { } unshared)
            return Stop(stopping.IsCancellationRequested ? ReconcileOutcome.Stopped : ReconcileOutcome.Failed, unshared);
        await using var scope = _last = context.Protect(new(healed.Store, request.Tier.Bucket, span.From, span.To - 1), stopping);

        scope.Shared = _shared;

        // Only now: what was owed is delivered by now or still owed; what is appended from now on waits until the fence is lowered.
        if (IsOwed(span) is { } owed)
        {
            foreach (var window in windows)
                Skip(measurement, window, owed);
            _report = _report.Plus(default(ReconcileTally) with { Windows = -windows.Count, Read = -windows.Count }).End(ReconcileOutcome.Owed, owed);
            return true;
        }

        var repair = new WindowRepair(context, healed, other, request.Tier, measurement, scope, stopping);
        foreach (var window in windows)
        {
            var (report, goOn) = await repair.RunAsync(_report, window);
            _report = report;
            if (!goOn)
                return false;
        }

        return true;
    }

    /// <summary>Has the whole range fenced for the other instances before the first window is read: once for the run, since it takes a while.</summary>
    private async Task<string?> ShareAsync()
    {
        _shared ??= await context.Fences.ShareAsync([new(healed.Store, request.Tier.Bucket, range.From, range.To - 1)], stopping);
        return _shared.Fault;
    }

    private string? IsOwed(TimeWindow window)
    {
        foreach (var store in (string[])[healed.Store, other.Store])
        {
            if (context.Log.Overlaps(new(store, request.Tier.Bucket), window.From, window.To - 1))
                return $"{store} is owed something in the range";
        }

        return null;
    }

    private bool Skip(string measurement, TimeWindow window, string reason)
    {
        _report = _report.Skip(measurement, window, reason);
        return true;
    }

    private bool Fail<T>(StoreReading<T> reading)
    {
        _report = End(reading);
        return false;
    }

    private bool Stop(ReconcileOutcome outcome, string message)
    {
        _report = _report.End(outcome, message);
        return false;
    }

    private PairReport End<T>(StoreReading<T> reading) => _report.End(
        reading.Status switch
        {
            ReadingStatus.Hindered => ReconcileOutcome.Hindered,
            ReadingStatus.Stopped => ReconcileOutcome.Stopped,
            ReadingStatus.Unreadable or ReadingStatus.Refused => ReconcileOutcome.Unsupported,
            _ => ReconcileOutcome.Failed,
        },
        reading.Message);
}
