using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Alerting;

namespace Holdfast.Pipeline.Hosting;

/// <summary>
/// Tells the event log, once per change, what it sees of what is kept: room, damage, what no store holds, new dead letters, reports. For one
/// caller at a time.
/// </summary>
/// <param name="log">The deferred log.</param>
/// <param name="letters">The dead letters.</param>
/// <param name="reports">The reconciliations.</param>
/// <param name="events">Where changes are told.</param>
internal sealed class KeepingWatch(IDeferredLog log, IDeadLetters letters, ReconcileBook reports, EventLog events)
{
    private const string TheLog = "deferred log";
    private const string TheLetters = "dead letters";

    private static readonly LogHealth Sound = new(0, 0, 0, 0, null);

    private readonly Dictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private Room _logRoom;
    private Room _lettersRoom;
    private LogHealth _logHealth = Sound;
    private LogHealth _lettersHealth = Sound;
    private long _lost;
    private bool _nowhere;
    private DateTimeOffset? _reported;

    /// <summary>Reads what was there before anything is watched: old reports and old letters are no news; damage that the start met is.</summary>
    public void Begin()
    {
        foreach (var reason in letters.Summary.Reasons)
            _reasons[reason.Reason] = reason.Count;
        _reported = reports.Reports.Select(static report => (DateTimeOffset?)(report.StartedAt + report.Duration)).Max();
        Look();
    }

    /// <summary>Looks once, and tells what has changed.</summary>
    public void Look()
    {
        var usage = log.Usage;
        Room(TheLog, ref _logRoom, usage.Bytes, usage.Limit);
        Health(TheLog, ref _logHealth, usage.Health);
        if (usage.LostBatches > _lost)
            events.OwedLost(usage.LostBatches - _lost);
        _lost = usage.LostBatches;

        var summary = letters.Summary;
        Room(TheLetters, ref _lettersRoom, summary.Bytes, summary.Limit);
        Health(TheLetters, ref _lettersHealth, summary.Health);
        foreach (var reason in summary.Reasons)
            Added(reason);

        var nowhere = log.Stores.Sum(store => log.Owed(store).OnlyHere);
        if (nowhere > 0 != _nowhere)
        {
            _nowhere = nowhere > 0;
            if (_nowhere)
                events.OwedNowhere(nowhere);
            else
                events.OwedSomewhere();
        }

        Reports();
    }

    private void Room(string what, ref Room before, long bytes, long limit)
    {
        var now = Rooms.After(before, DeferredUsage.ShareOf(bytes, limit));
        if (now != before)
            events.RoomChanged(what, before, now, bytes, limit);
        before = now;
    }

    private void Health(string what, ref LogHealth before, LogHealth now)
    {
        if (now.CorruptRegions > before.CorruptRegions || now.TornBytes > before.TornBytes || now.Faults > before.Faults)
        {
            events.LogDamaged(
                what, now.CorruptRegions - before.CorruptRegions, now.CorruptBytes - before.CorruptBytes, now.TornBytes - before.TornBytes, now.Faults - before.Faults,
                now.LastFault);
        }

        if (now.RestoredFiles > before.RestoredFiles)
            events.FileRestored(what, now.RestoredFiles - before.RestoredFiles, now.LastRestored);
        if (now.LostFiles > before.LostFiles)
            events.FilesLost(what, now.LostFiles - before.LostFiles, now.LastLost);

        before = now;
    }

    private void Added(ReasonSummary reason)
    {
        var before = _reasons.GetValueOrDefault(reason.Reason);
        if (reason.Count > before)
            events.LettersAdded(reason.Reason, reason.Count - before, reason.Count);
        _reasons[reason.Reason] = reason.Count;
    }

    /// <summary>By when they ended, and not by their number: a calm report takes the place of the one before it.</summary>
    private void Reports()
    {
        var newest = _reported;
        foreach (var report in reports.Reports.Reverse())
        {
            var ended = report.StartedAt + report.Duration;
            if (ended <= _reported)
                continue;
            events.Reconciled(report);
            newest = newest is { } known && known > ended ? known : ended;
        }

        _reported = newest;
    }
}
