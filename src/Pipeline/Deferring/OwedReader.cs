using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// Reads one lane's records out of the segments, passing over those of others and over whole segments in which there are none.
/// </summary>
internal sealed class OwedReader(SegmentedLog log, OwedIndex index)
{
    /// <summary>The most batches of one read, however small they are.</summary>
    public const int MaxBatches = 1024;

    /// <summary>
    /// The next batches behind the cursor, up to so many bytes of lines, at least one if any is readable. Nothing above
    /// <paramref name="through"/>, which the caller takes from the index before: a segment is left at what was owed from it when it was
    /// found, and may grow while the next one is begun. Without the bound the reading would go on there, past what the first one gained.
    /// </summary>
    public async Task<OwedScan> ReadAsync(OwedLane lane, OwedPlace place, long through, int maxBytes, CancellationToken cancellationToken)
    {
        var scan = new OwedScan([], [], null);
        var limit = new ReadLimit(maxBytes) { Through = through };
        for (var from = place.Segment; index.TryFindSegment(lane, from, out var found, out var last); from = found + 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var opened = await log.OpenReaderAsync(found, found == place.Segment ? place.Offset : 0);
            if (opened.Fault == StorageFault.Missing) continue;
            if (!opened.Succeeded) return scan with { Fault = opened.Message };

            await using var reader = opened.Value;
            if (!await ReadSegmentAsync(reader, FilterOf(lane), place.Cursor, last, scan, limit)) return scan with { Fault = limit.Fault };
        }

        return scan;
    }

    /// <summary>
    /// The marks of one segment between the cursor and a sequence, for a caller that moves the cursor without having read.
    /// </summary>
    public async Task<OwedScan> RecountAsync(OwedLane lane, long cursor, long through)
    {
        var scan = new OwedScan([], [], null);
        if (!TryFindBoundary(lane, through, out var segment, out var last)) return scan;
        var opened = await log.OpenReaderAsync(segment, 0);

        // Gone from the disk: what was passed in it cannot be told from what was not, and is taken off with the rest of it.
        if (opened.Fault == StorageFault.Missing) return scan;
        if (!opened.Succeeded) return scan with { Fault = opened.Message };

        await using var reader = opened.Value;
        var limit = new ReadLimit(int.MaxValue) { Through = through, MarksOnly = true };
        await ReadSegmentAsync(reader, FilterOf(lane), cursor, last, scan, limit);
        return scan with { Fault = limit.Fault };
    }

    /// <summary>The first segment of which something will stay owed; those before it are taken off whole.</summary>
    private bool TryFindBoundary(OwedLane lane, long through, out long segment, out long last)
    {
        var from = 0L;
        while (index.TryFindSegment(lane, from, out segment, out last))
        {
            if (last > through) return true;
            from = segment + 1;
        }

        return false;
    }

    private LaneFilter FilterOf(OwedLane lane) => new(lane, index);

    /// <summary>Reads on in one segment; false when the reading is to stop there.</summary>
    private static async ValueTask<bool> ReadSegmentAsync(
        SegmentReader reader, LaneFilter filter, long cursor, long last, OwedScan scan, ReadLimit limit)
    {
        var names = new NameCache();
        while (true)
        {
            var step = await reader.NextAsync();
            if (step.Kind == ScanKind.End) return true;
            if (step.Kind == ScanKind.Fault)
            {
                limit.Fault = step.Message ?? "The segment cannot be read.";
                return false;
            }

            // The records behind the first of a group tell whether any store was given it, and so are read beyond the end.
            if (filter.TakesAsFellow(step, names, scan)) continue;
            if (step.Sequence > limit.Through) return false;
            if (step.Sequence > last) return true;
            if (step.Sequence > cursor && filter.Wants(step.Payload.Span)
                && DeferredRecord.TryReadHeader(step.Payload.Span, names, out var header) && filter.IsStillOwed(step.Sequence, header))
            {
                if (!limit.Admits(header.Bytes)) return false;
                scan.Marks.Add(new ReadMark(
                    step.Sequence,
                    reader.Segment,
                    step.Next,
                    header.Store,
                    header.Points,
                    header.Bytes,
                    header.StoredElsewhere,
                    header.AppendedTicks));
                if (!limit.MarksOnly) filter.Take(DeferredRecord.Decode(step.Sequence, step.Payload.Span, header), scan);
            }

            if (step.Sequence >= last && !filter.LooksForFellows) return true;
        }
    }
}
