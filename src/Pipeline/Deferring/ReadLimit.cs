namespace Holdfast.Pipeline.Deferring;

/// <summary>How far one read may still go, and what stopped it.</summary>
internal sealed class ReadLimit(int maxBytes)
{
    private long _bytes;
    private int _batches;

    /// <summary>Records above this sequence are not read.</summary>
    public long Through { get; init; } = long.MaxValue;

    /// <summary>Whether only the index is to learn of the records, without limit.</summary>
    public bool MarksOnly { get; init; }

    /// <summary>What stopped the reading; null if nothing did.</summary>
    public string? Fault { get; set; }

    /// <summary>Takes one more record in; false if it is too much. The first one never is.</summary>
    public bool Admits(int bytes)
    {
        if (MarksOnly) return true;
        if (_batches > 0 && (_batches == OwedReader.MaxBatches || _bytes + bytes > maxBytes)) return false;
        _batches++;
        _bytes += bytes;
        return true;
    }
}
