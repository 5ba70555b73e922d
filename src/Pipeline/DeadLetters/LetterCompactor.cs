using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.DeadLetters;

/// <summary>
/// Gives disk space back. Segments are deleted from the oldest on only: a removal is always behind the letter that it removes, so it never
/// goes before it, and no letter comes back. Where removed letters take more than the others and two segments, the oldest segment's
/// survivors are appended again at the end, and it is deleted when they are durable; a crash in between leaves a letter twice under one id,
/// which counts once. Runs inside the dead letters' gate: a removal between the copy's reading and its append would be undone by it.
/// </summary>
internal sealed class LetterCompactor(SegmentedLog log, LetterIndex index, long segmentBytes)
{
    private const long MoveBytes = 4 * 1024 * 1024;

    /// <summary>Does what there is to do; what fails is counted by the log and tried again next time.</summary>
    public async Task RunAsync()
    {
        // Once around all segments reaches everything that was removed.
        for (var rounds = log.Segments().Count; rounds >= 0; rounds--)
        {
            if (!await DeleteEmptyAsync()) return;
            var oldest = log.Segments()[0];
            if (oldest.Active || log.Bytes <= (2 * index.Bytes) + (2 * segmentBytes)) return;
            if (!await MoveAsync(oldest.First)) return;
        }

        await DeleteEmptyAsync();
    }

    private async Task<bool> DeleteEmptyAsync()
    {
        var segments = log.Segments();
        var empty = segments.TakeWhile(segment => !segment.Active && index.CountIn(segment.First) == 0)
            .Select(segment => segment.First).ToList();
        if (empty.Count > 0 && !(await log.DeleteAsync(empty)).Succeeded) return false;
        if (segments.Count != empty.Count + 1) return segments.Count > 0;

        // Only the newest is left. It may hold nothing but removals, and those of letters that are gone.
        var newest = segments[^1];
        if (newest.End <= segmentBytes / 2 || index.CountIn(newest.First) > 0) return true;
        if ((await log.RollAsync()).Status != LogAppendStatus.Appended) return false;

        // Letters may have been added to it before it was closed.
        return index.CountIn(newest.First) > 0 || (await log.DeleteAsync([newest.First])).Succeeded;
    }

    /// <summary>Appends a segment's letters again; false if not all of them could be.</summary>
    private async Task<bool> MoveAsync(long segment)
    {
        var opened = await log.OpenReaderAsync(segment, 0);
        if (opened.Fault == StorageFault.Missing)
        {
            // Deleted by somebody else, which the log has told: waiting for it would keep all space behind it for good.
            index.RemoveIn(segment);
            return true;
        }

        if (!opened.Succeeded) return false;

        await using var reader = opened.Value;
        var frames = new List<LogFrame>();
        var headers = new List<LetterHeader>();
        while (true)
        {
            var step = await reader.NextAsync();
            if (step.Kind == ScanKind.Record && IsHere(segment, step, out var header))
            {
                frames.Add(LetterRecord.EncodeMoved(header.Id, step.Payload.Span));
                headers.Add(header);
            }

            var end = step.Kind != ScanKind.Record;
            if (frames.Count > 0 && (end || frames.Sum(frame => (long)frame.RecordBytes) >= MoveBytes))
            {
                if (!await AppendAsync([.. frames], [.. headers])) return false;
                frames.Clear();
                headers.Clear();
            }

            if (end) return step.Kind == ScanKind.End && DropUnreadable(segment);
        }
    }

    private bool IsHere(long segment, ScanStep step, out LetterHeader header)
    {
        header = default;
        return LetterRecord.KindOf(step.Payload.Span) is LetterRecordKind.Letter or LetterRecordKind.Moved
            && LetterRecord.TryReadHeader(step.Sequence, step.Payload.Span, out header)
            && index.TryFind(header.Id, out var place)
            && place.Segment == segment
            && place.Offset == step.Offset;
    }

    private async Task<bool> AppendAsync(LogFrame[] frames, LetterHeader[] headers)
    {
        var sizes = Array.ConvertAll(frames, frame => frame.RecordBytes);
        var result = await log.AppendAsync(
            frames,
            settled =>
            {
                if (settled is { } commit) Place(index, commit, headers, sizes);
            },
            CancellationToken.None);
        return result.Status == LogAppendStatus.Appended;
    }

    /// <summary>Records where letters came to lie that were appended together.</summary>
    public static void Place(LetterIndex index, LogCommit commit, LetterHeader[] headers, int[] sizes)
    {
        var offset = commit.Offset;
        for (var i = 0; i < headers.Length; i++)
        {
            var header = headers[i].Id > 0 ? headers[i] : headers[i] with { Id = commit.FirstSequence + i };
            index.Put(header, commit.Segment, offset, sizes[i]);
            offset += sizes[i];
        }
    }

    /// <summary>Letters that were damaged after they were counted: their bytes are kept aside, and the segment need not be.</summary>
    private bool DropUnreadable(long segment)
    {
        var lost = index.RemoveIn(segment);
        if (lost > 0) log.CountFault($"{lost} dead letters became unreadable; their bytes are in the folder {CorruptShelf.FolderName}.");
        return true;
    }
}
