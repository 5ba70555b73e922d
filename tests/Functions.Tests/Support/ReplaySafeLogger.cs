using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Tests.Support;

/// <summary>Says nothing while the past is replayed.</summary>
internal sealed class ReplaySafeLogger(Func<bool> isReplaying, List<string> told) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => !isReplaying();

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            told.Add(formatter(state, exception));
    }
}
