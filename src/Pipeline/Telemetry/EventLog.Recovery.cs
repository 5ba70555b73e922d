using Holdfast.Routing.Recovery;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Telemetry;

/// <content>Recoveries.</content>
public sealed partial class EventLog
{
    /// <summary>A recovery went from one phase to another.</summary>
    public void RecoveryMoved(RecoveryStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var record = step.Record;
        if (record.Phase is RecoveryPhase.Done)
            RecoveryEnded(log, record.Store, record.Delivered.Batches, record.Delivered.Points, record.Rewound.Batches, record.Comparison);
        else
            RecoveryWent(log, record.Store, step.From, record.Phase, record.Seen.Owed.Batches, record.Seen.Owed.Bytes);
    }

    /// <summary>A recovery cannot do what it should, and tries again.</summary>
    public void RecoveryHindered(RecoveryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        RecoveryHindered(log, record.Store, record.Phase, record.Attempts, record.Fault);
    }

    /// <summary>A saved recovery record cannot be used.</summary>
    public void RecoveryUnreadable(string store, string? why) => RecoveryUnreadable(log, store, why);

    /// <summary>A recovery record cannot be saved.</summary>
    public void RecoveryUnsaved(string store, string? why) => RecoveryUnsaved(log, store, why);

    [LoggerMessage(EventId = EventIds.RecoveryMoved, Level = LogLevel.Information, Message = "Recovery of {Store} went from {From} to {To}; {Batches} batches with {Bytes} bytes are owed")]
    private static partial void RecoveryWent(ILogger log, string store, RecoveryPhase from, RecoveryPhase to, long batches, long bytes);

    [LoggerMessage(EventId = EventIds.RecoveryEnded, Level = LogLevel.Information, Message = "Recovery of {Store} ended: {Batches} batches with {Points} points delivered, {Rewound} batches rewound. {Comparison}")]
    private static partial void RecoveryEnded(ILogger log, string store, long batches, long points, long rewound, string comparison);

    [LoggerMessage(EventId = EventIds.RecoveryHindered, Level = LogLevel.Warning, Message = "Recovery of {Store} is held up in {Phase} (attempt {Attempt}), which is tried again: {Fault}")]
    private static partial void RecoveryHindered(ILogger log, string store, RecoveryPhase phase, int attempt, string fault);

    [LoggerMessage(EventId = EventIds.RecoveryUnreadable, Level = LogLevel.Warning, Message = "The recovery record of {Store} is not usable; its recovery goes on from what is seen of the store: {Why}")]
    private static partial void RecoveryUnreadable(ILogger log, string store, string? why);

    [LoggerMessage(EventId = EventIds.RecoveryUnsaved, Level = LogLevel.Warning, Message = "The recovery record of {Store} could not be saved; its recovery goes on, and saving is tried again: {Why}")]
    private static partial void RecoveryUnsaved(ILogger log, string store, string? why);
}
