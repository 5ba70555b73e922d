using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Pipeline.Exporting;

/// <summary>
/// Knows whether the collector takes what it is sent, and tells the event log when that changes: a dead one is told once and not at each
/// export. Safe for any number of threads.
/// </summary>
public sealed class ExportHealth
{
    private EventLog? _events;
    private int _failing;

    /// <summary>Whether the last export failed.</summary>
    public bool Failing => Volatile.Read(ref _failing) != 0;

    /// <summary>Tells from now on to this log; before, there is nobody to tell, since the log itself is exported.</summary>
    internal void Attach(EventLog events) => Volatile.Write(ref _events, events);

    /// <summary>An export arrived.</summary>
    internal void Arrived()
    {
        if (Volatile.Read(ref _failing) != 0 && Interlocked.Exchange(ref _failing, 0) != 0)
            Volatile.Read(ref _events)?.ExportAnswering();
    }

    /// <summary>An export did not arrive.</summary>
    /// <param name="collector">The collector's address.</param>
    /// <param name="fault">Why; without secrets.</param>
    internal void Failed(Uri? collector, string fault)
    {
        if (Interlocked.Exchange(ref _failing, 1) == 0)
            Volatile.Read(ref _events)?.ExportFailing(collector?.GetLeftPart(UriPartial.Authority) ?? "", fault);
    }
}
