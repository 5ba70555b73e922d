using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>One of Holdfast's own loggers behind a <see cref="StormGate"/>. Events without an id pass as they are. Safe for any number of threads.</summary>
/// <param name="inner">The logger itself.</param>
/// <param name="gate">Shared by all of them.</param>
internal sealed partial class StormLogger(ILogger inner, StormGate gate) : ILogger
{
    /// <summary>What an event may be about that there are few of: each has a storm of its own, so that one store's does not hide another's.</summary>
    private static readonly string[] Subjects = ["Store", "Bucket", "Tier", "Loop"];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == 0 || (inner.IsEnabled(logLevel) && gate.TryPass(new(eventId.Id, SubjectOf(state)))))
            inner.Log(logLevel, eventId, state, exception, formatter);
    }

    /// <summary>Says how many events of a kind were left out.</summary>
    public static void Tell(ILogger log, long heldBack, StormKind kind) => HeldBack(log, heldBack, kind.Event, kind.Subject);

    private static string SubjectOf<TState>(TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
            return "";
        for (var index = 0; index < values.Count; index++)
        {
            var (name, value) = values[index];
            if (Array.IndexOf(Subjects, name) >= 0)
                return value?.ToString() ?? "";
        }

        return "";
    }

    [LoggerMessage(EventId = EventIds.HeldBack, Level = LogLevel.Warning, Message = "{Count} further events {Event} of '{Subject}' were left out of the log: a storm")]
    private static partial void HeldBack(ILogger log, long count, int @event, string subject);
}
