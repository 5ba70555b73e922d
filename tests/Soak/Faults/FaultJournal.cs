namespace Holdfast.Soak.Faults;

/// <summary>What has been played, and what is in force. Safe for any number of threads.</summary>
internal sealed class FaultJournal
{
    private readonly Lock _lock = new();
    private readonly List<FaultRecord> _played = [];
    private readonly List<TimeSpan> _restarts = [];
    private readonly HashSet<string> _inForce = new(StringComparer.Ordinal);
    private readonly List<string> _begun = [];

    /// <summary>The faults that are over.</summary>
    public IReadOnlyList<FaultRecord> Played
    {
        get
        {
            lock (_lock)
                return [.. _played];
        }
    }

    /// <summary>How long nobody took writes, each time that Holdfast was killed.</summary>
    public IReadOnlyList<TimeSpan> Restarts
    {
        get
        {
            lock (_lock)
                return [.. _restarts];
        }
    }

    /// <summary>The faults that have been in force since this was asked last.</summary>
    public IReadOnlyList<string> Recent()
    {
        lock (_lock)
        {
            List<string> recent = [.. _begun.Distinct(StringComparer.Ordinal)];
            _begun.Clear();
            _begun.AddRange(_inForce);
            return recent;
        }
    }

    /// <summary>A fault begins.</summary>
    public void Begin(PlannedFault fault)
    {
        lock (_lock)
        {
            _begun.Add(fault.ToString());
            _inForce.Add(fault.ToString());
        }
    }

    /// <summary>A fault is over.</summary>
    public void End(FaultRecord fault)
    {
        lock (_lock)
        {
            _inForce.Remove(fault.Planned.ToString());
            _played.Add(fault);
        }
    }

    /// <summary>Holdfast was killed and is back.</summary>
    public void Restarted(TimeSpan took)
    {
        lock (_lock)
            _restarts.Add(took);
    }
}
