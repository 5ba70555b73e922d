using System.Net;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Telemetry;

/// <content>Requests that could not have what they asked for, and what operators did.</content>
public sealed partial class EventLog
{
    /// <summary>A write could not be acknowledged, and its producer was asked to try again.</summary>
    public void WriteRefused(string bucket, int status, string message) => WriteWasRefused(log, bucket, status, message);

    /// <summary>A request had no right to what it asked for. What it presented is not told.</summary>
    public void AccessRefused(IPAddress? remote, int status, string why) => AccessWasRefused(log, remote?.ToString() ?? "unknown", status, why);

    /// <summary>An operator sent dead letters through the write path again.</summary>
    public void LettersRedriven(int redriven, int failures) => LettersWereRedriven(log, redriven, failures);

    /// <summary>An operator gave dead letters up.</summary>
    public void LettersPurged(int purged) => LettersWerePurged(log, purged);

    [LoggerMessage(EventId = EventIds.WriteRefused, Level = LogLevel.Warning, Message = "A write to {Bucket} was not acknowledged ({Status}): {Reason}")]
    private static partial void WriteWasRefused(ILogger log, string bucket, int status, string reason);

    [LoggerMessage(EventId = EventIds.AccessRefused, Level = LogLevel.Warning, Message = "A request from {Remote} was refused ({Status}): {Reason}")]
    private static partial void AccessWasRefused(ILogger log, string remote, int status, string reason);

    [LoggerMessage(EventId = EventIds.LettersRedriven, Level = LogLevel.Information, Message = "An operator redrove {Redriven} dead letters; {Failures} failed again and stay")]
    private static partial void LettersWereRedriven(ILogger log, int redriven, int failures);

    [LoggerMessage(EventId = EventIds.LettersPurged, Level = LogLevel.Warning, Message = "An operator purged {Purged} dead letters for good")]
    private static partial void LettersWerePurged(ILogger log, int purged);
}
