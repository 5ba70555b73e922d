namespace Holdfast.Pipeline.Storage;

/// <summary>
/// Reads the records of one segment in order. Where none is valid it searches byte by byte for the next one: a plausible length, a sequence
/// that rises and stays below the next segment's, and a checksum that holds. Memory is one window, or one record if that is larger.
/// </summary>
/// <param name="file">The segment.</param>
/// <param name="start">The offset of a record.</param>
/// <param name="end">Where to stop.</param>
/// <param name="after">Sequences must be above this one.</param>
/// <param name="below">Sequences must be below this one.</param>
internal sealed class SegmentScanner(IStorageFile file, long start, long end, long after, long below) : IDisposable
{
    /// <summary>
    /// The search after a damage checks candidates; what they may cost together, in multiples of the range, bounds what crafted bytes can
    /// do.
    /// </summary>
    private const int SearchBudgetFactor = 8;

    private readonly StorageWindow _window = new(file, end);
    private long _position = start;
    private long _last = after;
    private long _searchBudget = SearchBudgetFactor * Math.Max(end - start, StorageWindow.Bytes);

    public async ValueTask<ScanStep> NextAsync()
    {
        if (_position >= end) return new ScanStep(ScanKind.End, _position, 0, 0, default, null);

        var found = await RecordAtAsync(_position);
        if (found.Kind == ScanKind.Gap) found = await SearchAsync();
        if (found.Kind == ScanKind.Record) _last = found.Sequence;
        if (found.Kind != ScanKind.Fault) _position = found.Next;
        return found;
    }

    public void Dispose() => _window.Dispose();

    /// <summary>The stretch up to the next valid record, which the next step will then read, or to the end.</summary>
    private async ValueTask<ScanStep> SearchAsync()
    {
        var offset = _position + 1;
        while (end - offset > SegmentFormat.RecordHeaderBytes && _searchBudget > 0)
        {
            var bytes = await _window.PeekAsync(offset, SegmentFormat.RecordHeaderBytes + 1);
            if (!bytes.Succeeded) return Unread(bytes.Outcome);

            var skipped = SkipImplausible(bytes.Value.Span, end - offset);
            offset += skipped;
            if (skipped > bytes.Value.Length - SegmentFormat.RecordHeaderBytes - 1) continue;

            var candidate = await RecordAtAsync(offset);
            if (candidate.Kind == ScanKind.Fault) return candidate;
            if (candidate.Kind == ScanKind.Record) return Gap(offset);
            offset++;
        }

        return Gap(end);
    }

    /// <summary>How many bytes further the first plausible record header is; past the last place for one if there is none.</summary>
    private int SkipImplausible(ReadOnlySpan<byte> bytes, long rest)
    {
        var places = bytes.Length - SegmentFormat.RecordHeaderBytes;
        for (var at = 0; at < places; at++)
        {
            if (IsPlausible(bytes[at..], rest - at)) return at;
        }

        return places;
    }

    private bool IsPlausible(ReadOnlySpan<byte> header, long rest)
    {
        var sequence = SegmentFormat.SequenceOf(header);
        if (sequence <= _last || sequence >= below) return false;
        var length = SegmentFormat.LengthOf(header);
        return length > 0 && length <= rest - SegmentFormat.RecordHeaderBytes;
    }

    private async ValueTask<ScanStep> RecordAtAsync(long offset)
    {
        if (end - offset <= SegmentFormat.RecordHeaderBytes) return Gap(end);
        var header = await _window.PeekAsync(offset, SegmentFormat.RecordHeaderBytes);
        if (!header.Succeeded) return Unread(header.Outcome);
        if (!IsPlausible(header.Value.Span, end - offset)) return Gap(end);

        var length = SegmentFormat.RecordHeaderBytes + (int)SegmentFormat.LengthOf(header.Value.Span);
        var record = await _window.PeekAsync(offset, length);
        if (!record.Succeeded) return Unread(record.Outcome);

        var bytes = record.Value[..length];
        if (!SegmentFormat.IsIntact(bytes.Span))
        {
            _searchBudget -= length;
            return Gap(end);
        }

        var sequence = SegmentFormat.SequenceOf(bytes.Span);
        return new ScanStep(ScanKind.Record, offset, length, sequence, bytes[SegmentFormat.RecordHeaderBytes..], null);
    }

    private ScanStep Gap(long until) => new(ScanKind.Gap, _position, until - _position, 0, default, null);

    /// <summary>
    /// What the disk cannot read now it may read later. What a file has lost at its end, after a sync that failed, never comes back: waiting
    /// for it would hold up everything behind it for good.
    /// </summary>
    private ScanStep Unread(StorageResult outcome) => outcome.Fault == StorageFault.Missing
        ? Gap(end)
        : new(ScanKind.Fault, _position, 0, 0, default, outcome.Message);
}
