namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>A folder's entries: as processes see them, as they are durable, and the changes in between.</summary>
public sealed class MemoryFolder
{
    private readonly List<Action<Dictionary<string, MemoryNode>>> _unsynced = [];

    public Dictionary<string, MemoryNode> Live { get; private set; } = new(StringComparer.Ordinal);

    public Dictionary<string, MemoryNode> Durable { get; private set; } = new(StringComparer.Ordinal);

    public void Change(Action<Dictionary<string, MemoryNode>> change)
    {
        change(Live);
        _unsynced.Add(change);
    }

    public void Sync()
    {
        Durable = new Dictionary<string, MemoryNode>(Live, StringComparer.Ordinal);
        _unsynced.Clear();
    }

    /// <summary>A random number of the changes is durable, in order, as in a journal.</summary>
    public void LosePower(Random random)
    {
        var kept = random.Next(_unsynced.Count + 1);
        foreach (var change in _unsynced.Take(kept)) change(Durable);
        Live = new Dictionary<string, MemoryNode>(Durable, StringComparer.Ordinal);
        _unsynced.Clear();
        foreach (var file in Live.Values) file.LosePower(random);
    }
}
