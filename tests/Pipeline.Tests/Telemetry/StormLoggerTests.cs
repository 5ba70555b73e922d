using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Tests.Telemetry;

public sealed class StormLoggerTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _lines = [];
    private readonly StormLoggerFactory _factory;

    public StormLoggerTests() => _factory = new(LoggerFactory.Create(builder => builder.AddProvider(new Recorder(_lines))), _time);

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void Log_Storm_IsCutAndTheRestIsToldAtTheEnd()
    {
        var events = new EventLog(new Logger<EventLog>(_factory));
        for (var message = 0; message < 100; message++)
            events.MessageDeadLettered($"{message}", "poison", "no line was accepted");
        Assert.Equal(StormGate.Burst, _lines.Count);
        Assert.Contains("Message 9 of the ingest queue", _lines[9], StringComparison.Ordinal);

        _lines.Clear();
        Assert.True(_time.FireNext());
        Assert.Equal(["90 further events 163 of '' were left out of the log: a storm"], _lines);
        _lines.Clear();
        _time.FireNext();
        Assert.Empty(_lines);
    }

    [Fact]
    public void Log_StormOfOneStore_DoesNotHideAnother()
    {
        var events = new EventLog(new Logger<EventLog>(_factory));
        for (var fault = 0; fault < 100; fault++)
            events.TasksFailing("primary", "refused");
        events.TasksFailing("replica", "refused");
        Assert.Equal(StormGate.Burst + 1, _lines.Count);
    }

    [Fact]
    public void Log_OthersAndEventsWithoutId_PassAsTheyAre()
    {
        var others = _factory.CreateLogger("Microsoft.AspNetCore");
        var ours = _factory.CreateLogger("Holdfast.Pipeline");
        for (var line = 0; line < 50; line++)
        {
            others.Log(LogLevel.Warning, new EventId(7), "of others");
            ours.Log(LogLevel.Warning, "without an id");
        }

        Assert.Equal(100, _lines.Count);
    }

    [Fact]
    public void Dispose_WithinAStorm_TellsWhatWasHeldBack()
    {
        var events = new EventLog(new Logger<EventLog>(_factory));
        for (var fault = 0; fault <= StormGate.Burst; fault++)
            events.WebhookFailing("refused");
        _lines.Clear();
        _factory.Dispose();
        Assert.Equal(["1 further events 126 of '' were left out of the log: a storm"], _lines);
    }

    private sealed class Recorder(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
