using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Telemetry;

/// <content>The ingest queue, and the dead letters in queues.</content>
public sealed partial class EventLog
{
    /// <summary>A message met a bug, or the machine's end.</summary>
    public void MessageFailed(string id, Exception bug) => MessageThrew(log, id, bug);

    /// <summary>A message could not be settled; it comes again, or was settled all the same.</summary>
    public void MessageNotSettled(string id, string ending, string fault, string message) => MessageWasNotSettled(log, id, ending, fault, message);

    /// <summary>A message went to its queue's dead letters.</summary>
    public void MessageDeadLettered(string id, string reason, string description) => MessageIsDead(log, id, reason, description);

    /// <summary>A queue's dead letters could not be counted; told once until they can.</summary>
    public void LettersFailing(string shelf, string fault) => LettersCannotBeCounted(log, shelf, fault);

    /// <summary>They can again.</summary>
    public void LettersAnswering() => LettersCanBeCounted(log);

    [LoggerMessage(EventId = EventIds.MessageThrew, Level = LogLevel.Error, Message = "Message {Id} of the ingest queue met an unexpected failure and is given back")]
    private static partial void MessageThrew(ILogger log, string id, Exception bug);

    [LoggerMessage(EventId = EventIds.MessageNotSettled, Level = LogLevel.Warning, Message = "Message {Id} of the ingest queue could not be settled as {Ending} ({Fault}), and may come again: {Message}")]
    private static partial void MessageWasNotSettled(ILogger log, string id, string ending, string fault, string message);

    [LoggerMessage(EventId = EventIds.MessageDead, Level = LogLevel.Warning, Message = "Message {Id} of the ingest queue went to its dead letters ({Reason}): {Description}")]
    private static partial void MessageIsDead(ILogger log, string id, string reason, string description);

    [LoggerMessage(EventId = EventIds.LettersFailing, Level = LogLevel.Warning, Message = "The dead letters of {Shelf} cannot be counted, which is tried again: {Fault}")]
    private static partial void LettersCannotBeCounted(ILogger log, string shelf, string fault);

    [LoggerMessage(EventId = EventIds.LettersAnswering, Level = LogLevel.Information, Message = "The dead letters can be counted again")]
    private static partial void LettersCanBeCounted(ILogger log);
}
