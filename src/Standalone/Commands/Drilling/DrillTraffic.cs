namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>What all producers of a run share. Safe for any number of threads.</summary>
/// <param name="run">The run's tag: letters and digits.</param>
/// <param name="time">The clock.</param>
internal sealed class DrillTraffic(string run, TimeProvider time) : IDisposable
{
    /// <summary>The only measurement that a drill writes.</summary>
    public const string Measurement = "holdfast_drill";

    private volatile Uri? _holdfast;
    private int _life;

    /// <summary>The run's tag.</summary>
    public string Run => run;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>The producers' connections. The limit is far beyond any promise: an answer that comes late is measured, not cut off.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(15) };

    /// <summary>What was answered.</summary>
    public DrillTally Tally { get; } = new();

    /// <summary>What was sent.</summary>
    public DrillLedger Ledger { get; } = new();

    /// <summary>How producers behave at present.</summary>
    public DrillConduct Conduct { get; set; }

    /// <summary>Where Holdfast is; null while it was killed and is not back.</summary>
    public Uri? Holdfast => _holdfast;

    /// <summary>Rises each time Holdfast comes and goes, so that an answer that spans it is not counted as Holdfast's.</summary>
    public int Life => Volatile.Read(ref _life);

    /// <summary>Holdfast takes writes, or does not any more.</summary>
    public void Move(Uri? holdfast)
    {
        _holdfast = holdfast;
        Interlocked.Increment(ref _life);
    }

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();
}
