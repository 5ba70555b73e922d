using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// Puts a <see cref="StormGate"/> before Holdfast's own loggers, whatever providers write them; those of others are as they were. A fault that
/// comes with each message, request or step so costs a few lines a minute, with the number of those left out. Safe for any number of threads.
/// </summary>
internal sealed class StormLoggerFactory : ILoggerFactory
{
    /// <summary>How often it is told how much was held back.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const string Ours = "Holdfast.";

    private readonly ILoggerFactory _inner;
    private readonly StormGate _gate;
    private readonly ILogger _log;
    private readonly ITimer _timer;

    /// <summary>Makes the factory.</summary>
    /// <param name="inner">Makes the loggers themselves; disposed with this.</param>
    /// <param name="time">The clock.</param>
    public StormLoggerFactory(ILoggerFactory inner, TimeProvider time)
    {
        _inner = inner;
        _gate = new(time);
        _log = inner.CreateLogger(typeof(StormLogger).FullName!);
        _timer = time.CreateTimer(static state => ((StormLoggerFactory)state!).TellHeldBack(), this, Interval, Interval);
    }

    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith(Ours, StringComparison.Ordinal)
        ? new StormLogger(_inner.CreateLogger(categoryName), _gate)
        : _inner.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => _inner.AddProvider(provider);

    public void Dispose()
    {
        _timer.Dispose();
        TellHeldBack();
        _inner.Dispose();
    }

    private void TellHeldBack()
    {
        foreach (var (kind, heldBack) in _gate.TakeHeldBack())
            StormLogger.Tell(_log, heldBack, kind);
    }
}
