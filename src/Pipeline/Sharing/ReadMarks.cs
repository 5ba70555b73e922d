namespace Holdfast.Pipeline.Sharing;

/// <summary>Remembers up to where the board had been read, and when, so that compaction takes only what is old enough. Changed only under the tail's lock.</summary>
internal sealed class ReadMarks(TimeSpan keep, TimeProvider time)
{
    /// <summary>How many marks are kept within the time that notes are kept.</summary>
    private const int Division = 16;

    private readonly Queue<(long At, long Position, long Notes)> _marks = new();
    private long _last = long.MinValue;
    private long _notes;
    private long _oldPosition;
    private long _oldNotes;
    private long _removed;
    private long _removedNotes;

    /// <summary>Counts a note that was read.</summary>
    /// <param name="counts">Whether it would be worth a compaction: a summary alone is not.</param>
    public void Note(bool counts) => _notes += counts ? 1 : 0;

    /// <summary>Remembers the end of a complete read.</summary>
    public void Mark(long begun, long position)
    {
        if (_last != long.MinValue && time.GetElapsedTime(_last, begun) < keep / Division)
            return;
        _last = begun;
        _marks.Enqueue((begun, position, _notes));
    }

    /// <summary>Up to where notes may go: read long enough ago, and before a certain one. 0 when nothing would.</summary>
    public long Old(long before)
    {
        while (_marks.TryPeek(out var mark) && time.GetElapsedTime(mark.At) >= keep)
        {
            _marks.Dequeue();
            (_oldPosition, _oldNotes) = (mark.Position, mark.Notes);
        }

        var old = Math.Min(_oldPosition, before - 1);
        return old > _removed && _oldNotes > _removedNotes ? old : 0;
    }

    /// <summary>Says that notes were taken off.</summary>
    public void Removed(long through)
    {
        _removed = through;
        _removedNotes = _oldNotes;
    }
}
