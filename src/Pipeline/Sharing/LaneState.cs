using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>What the notes that were read come to for one lane. Changed only under the tail's lock.</summary>
internal sealed class LaneState
{
    /// <summary>The most entries that are kept apart; beyond, the oldest two become one, which is wider and cleared later.</summary>
    public const int MaxEntries = 64;

    private readonly List<OwedEntry> _entries = [];

    public IReadOnlyList<OwedEntry> Entries => _entries;

    /// <summary>What was drained since the lane was last cleared; its oldest is when the last of it was appended.</summary>
    public OwedSummary Drained { get; private set; }

    /// <summary>
    /// Whatever was appended to the lane before this moment has left it; null when that is not known. Before the first announcement that is left,
    /// or, when none was left, before the note that cleared the lane: a batch is appended behind its announcement only.
    /// </summary>
    public DateTimeOffset? DoneBefore { get; private set; }

    public static LaneState Of(BoardNote.LaneSummary summary)
    {
        var state = new LaneState { Drained = summary.Drained, DoneBefore = summary.DoneBefore };
        foreach (var entry in summary.Entries)
            state.Add(entry);
        return state;
    }

    public void Add(OwedEntry entry)
    {
        _entries.Add(entry);
        if (_entries.Count <= MaxEntries)
            return;
        _entries[1] = _entries[0].And(_entries[1]);
        _entries.RemoveAt(0);
    }

    public void Drain(OwedSummary counts)
    {
        var last = Drained.Oldest > counts.Oldest ? Drained.Oldest : counts.Oldest ?? Drained.Oldest;
        Drained = Drained.And(counts) with { Oldest = last };
    }

    /// <summary>Forgets what was announced up to there.</summary>
    /// <param name="through">A place on the board.</param>
    /// <param name="saidAt">When the note that says so became durable; null when it was not read yet.</param>
    public void Clear(long through, DateTimeOffset? saidAt)
    {
        if (_entries.RemoveAll(entry => entry.Sequence <= through) > 0)
            Drained = default;
        if (saidAt is { } at)
            DoneBefore = _entries.Count > 0 && _entries[0].Counts.Oldest is { } first && first < at ? first : at;
    }

    /// <summary>The last announcement before which all were read by then; 0 for none.</summary>
    public long Through(Func<long, bool> readInTime)
    {
        long through = 0;
        foreach (var entry in _entries)
        {
            if (!readInTime(entry.ReadAt))
                break;
            through = entry.Sequence;
        }

        return through;
    }

    public BoardNote.LaneSummary Summary(OwedLane lane) => new(lane, [.. _entries], Drained, DoneBefore);
}
