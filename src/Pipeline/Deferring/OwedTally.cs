namespace Holdfast.Pipeline.Deferring;

/// <summary>Some batches of one segment that are owed in one lane, counted. Changed only under the index's lock.</summary>
internal sealed class OwedTally
{
    /// <summary>The highest sequence counted.</summary>
    public long LastSequence { get; private set; }

    public long Batches { get; private set; }

    public long Points { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>No batch counted was appended before this, in UTC ticks.</summary>
    public long OldestTicks { get; private set; } = long.MaxValue;

    /// <summary>The timestamps counted; null for none.</summary>
    public OwedRange? Range { get; private set; }

    public void Add(long sequence, in DeferredHeader header)
    {
        LastSequence = sequence;
        Batches++;
        Points += header.Points;
        Bytes += header.Bytes;
        OldestTicks = Math.Min(OldestTicks, header.AppendedTicks);
        Range = OwedRange.Widen(Range, new(header.MinTime, header.MaxTime));
    }

    /// <summary>Takes one batch off, the first of those that are left. The range stays too wide until the tally is forgotten whole.</summary>
    public void TakeOff(in ReadMark mark, long nowTicks)
    {
        Batches--;
        Points -= mark.Points;
        Bytes -= mark.Bytes;

        // What lies behind was appended no earlier, unless the clock was ahead when the passed one was.
        OldestTicks = Math.Max(OldestTicks, Math.Min(mark.AppendedTicks, nowTicks));
    }

    /// <summary>Takes one batch off, wherever it is.</summary>
    public void TakeOut(in ReadMark mark)
    {
        Batches--;
        Points -= mark.Points;
        Bytes -= mark.Bytes;
    }
}
