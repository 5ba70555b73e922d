using Holdfast.Routing.Alerting;
using Holdfast.Routing.Reconciling;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Telemetry;

/// <content>What is kept: the deferred log, the dead letters, and what was compared.</content>
public sealed partial class EventLog
{
    /// <summary>There is more room than before, or less.</summary>
    /// <param name="what">Of what: <c>deferred log</c>, <c>dead letters</c>.</param>
    /// <param name="before">The room before.</param>
    /// <param name="now">The room now.</param>
    /// <param name="bytes">What is used.</param>
    /// <param name="limit">What may be used.</param>
    public void RoomChanged(string what, Room before, Room now, long bytes, long limit)
    {
        if (now > before)
            RoomShrank(log, now is Room.Scarce ? LogLevel.Warning : LogLevel.Error, what, now, bytes, limit);
        else
            RoomGrew(log, what, now, bytes, limit);
    }

    /// <summary>Something is owed that no store holds: one disk has the only copy.</summary>
    public void OwedNowhere(long batches) => NowhereBegan(log, batches);

    /// <summary>Everything that is owed is in some store again.</summary>
    public void OwedSomewhere() => NowhereEnded(log);

    /// <summary>A log on disk met damage or a fault since this was last told. A torn end alone is what a crash leaves, of appends that nobody was told of.</summary>
    public void LogDamaged(string what, long regions, long bytes, long torn, long faults, string? lastFault) =>
        DamageMet(log, regions + faults > 0 ? LogLevel.Error : LogLevel.Information, what, regions, bytes, torn, faults, lastFault ?? "none");

    /// <summary>Files that are open for appending were deleted, replaced or cut by somebody else since this was last told, and were written again.</summary>
    public void FileRestored(string what, long files, string? last) => FileWasRestored(log, what, files, last ?? "none");

    /// <summary>Closed files were deleted or cut by somebody else, and what they held is not brought back here.</summary>
    public void FilesLost(string what, long files, string? names) => FilesWereLost(log, what, files, names ?? "none");

    /// <summary>Batches that were owed became unreadable.</summary>
    public void OwedLost(long batches) => OwedWereLost(log, batches);

    /// <summary>Dead letters of one reason were added since this was last told.</summary>
    public void LettersAdded(string reason, long letters, long inAll) => LettersWereAdded(log, letters, reason, inAll);

    /// <summary>A reconciliation ended. One that found nothing is told at level Debug.</summary>
    public void Reconciled(ReconcileReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var tally = report.Tally;
        var level = report.Trouble || tally.Refused > 0 || tally.Conflicting > 0 ? LogLevel.Warning : tally.Missing > 0 ? LogLevel.Information : LogLevel.Debug;
        ReconcileEnded(log, level, report.Tier, report.Outcome, report.Id, report.Cause, tally.Windows, tally.Missing, tally.Repaired, tally.Conflicting, tally.Refused);
    }

    [LoggerMessage(EventId = EventIds.RoomShrank, Message = "The room of the {What} is {Room}: {Bytes} of {Limit} bytes are used")]
    private static partial void RoomShrank(ILogger log, LogLevel level, string what, Room room, long bytes, long limit);

    [LoggerMessage(EventId = EventIds.RoomGrew, Level = LogLevel.Information, Message = "The room of the {What} is {Room} again: {Bytes} of {Limit} bytes are used")]
    private static partial void RoomGrew(ILogger log, string what, Room room, long bytes, long limit);

    [LoggerMessage(EventId = EventIds.OwedNowhere, Level = LogLevel.Error, Message = "{Batches} batches are in no store, only in the deferred log")]
    private static partial void NowhereBegan(ILogger log, long batches);

    [LoggerMessage(EventId = EventIds.OwedSomewhere, Level = LogLevel.Information, Message = "Everything that is owed is in some store again")]
    private static partial void NowhereEnded(ILogger log);

    [LoggerMessage(
        EventId = EventIds.LogDamaged,
        Message = "The {What} met damage: {Regions} corrupt regions with {Bytes} bytes put aside, {Torn} bytes of a torn end, {Faults} faults of the disk; the last fault: {LastFault}")]
    private static partial void DamageMet(ILogger log, LogLevel level, string what, long regions, long bytes, long torn, long faults, string lastFault);

    [LoggerMessage(EventId = EventIds.FileRestored, Level = LogLevel.Error, Message = "The {What} lost its open file to somebody else {Files} times and wrote it again: {Last}")]
    private static partial void FileWasRestored(ILogger log, string what, long files, string last);

    [LoggerMessage(EventId = EventIds.FilesLost, Level = LogLevel.Error, Message = "The {What} lost {Files} files that somebody else deleted or cut: {Names}")]
    private static partial void FilesWereLost(ILogger log, string what, long files, string names);

    [LoggerMessage(EventId = EventIds.OwedLost, Level = LogLevel.Error, Message = "{Batches} batches that were owed are not readable any more; reconciliation looks for their points in the replicas")]
    private static partial void OwedWereLost(ILogger log, long batches);

    [LoggerMessage(EventId = EventIds.LettersAdded, Level = LogLevel.Warning, Message = "{Letters} dead letters were added with reason {Reason}; there are {InAll} of it")]
    private static partial void LettersWereAdded(ILogger log, long letters, string reason, long inAll);

    [LoggerMessage(
        EventId = EventIds.Reconciled,
        Message = "Reconciliation of {Tier} ended {Outcome} ({Id}, {Cause}): {Windows} windows, {Missing} points missing, {Repaired} repaired, {Conflicting} conflicting, {Refused} refused")]
    private static partial void ReconcileEnded(
        ILogger log, LogLevel level, string tier, ReconcileOutcome outcome, string id, ReconcileCause cause, long windows, long missing, long repaired, long conflicting, long refused);
}
