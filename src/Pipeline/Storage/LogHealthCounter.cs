namespace Holdfast.Pipeline.Storage;

/// <summary>Counts what a <see cref="LogHealth"/> tells. Safe for concurrent use.</summary>
internal sealed class LogHealthCounter
{
    private readonly Lock _lock = new();
    private LogHealth _health = new(0, 0, 0, 0, null);

    public LogHealth Snapshot
    {
        get
        {
            lock (_lock) return _health;
        }
    }

    public void Corrupt(long bytes)
    {
        lock (_lock) _health = _health with { CorruptRegions = _health.CorruptRegions + 1, CorruptBytes = _health.CorruptBytes + bytes };
    }

    public void Torn(long bytes)
    {
        lock (_lock) _health = _health with { TornBytes = _health.TornBytes + bytes };
    }

    public void Fault(string? message)
    {
        lock (_lock) _health = _health with { Faults = _health.Faults + 1, LastFault = message };
    }

    public void Restored(string what)
    {
        lock (_lock) _health = _health with { RestoredFiles = _health.RestoredFiles + 1, LastRestored = what };
    }

    public void Lost(IReadOnlyCollection<string> files)
    {
        const int named = 5;
        var names = string.Join(", ", files.Take(named)) + (files.Count > named ? ", …" : "");
        lock (_lock) _health = _health with { LostFiles = _health.LostFiles + files.Count, LastLost = names };
    }
}
