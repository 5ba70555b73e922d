using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.DeadLetters;

/// <summary>
/// Reads letters by their place, going on in an open segment where the next letter is the next record. Not safe for concurrent use.
/// </summary>
internal sealed class LetterReader(SegmentedLog log, LetterIndex index) : IAsyncDisposable
{
    private SegmentReader? _reader;
    private long _next;

    /// <summary>
    /// Reads a letter. Neither letter nor fault: its bytes are damaged, or it was removed meanwhile, which
    /// <see cref="LetterIndex.TryFind"/> tells apart.
    /// </summary>
    public async Task<DeadLetterLookup> ReadAsync(LetterPlace place)
    {
        var lookup = await TryReadAsync(place);
        if (lookup.Letter is not null || lookup.Fault is not null) return lookup;

        // Compaction may have moved it between the lookup and the reading; it does so once in a long while.
        return index.TryFind(place.Id, out var now) && now != place ? await TryReadAsync(now) : lookup;
    }

    public ValueTask DisposeAsync() => _reader is null ? ValueTask.CompletedTask : _reader.DisposeAsync();

    private async Task<DeadLetterLookup> TryReadAsync(LetterPlace place)
    {
        if (_reader is null || _reader.Segment != place.Segment || _next != place.Offset)
        {
            await DisposeAsync();
            _reader = null;
            var opened = await log.OpenReaderAsync(place.Segment, place.Offset);
            if (!opened.Succeeded) return new DeadLetterLookup(null, opened.Fault == StorageFault.Missing ? null : opened.Message);
            _reader = opened.Value;
        }

        var step = await _reader.NextAsync();
        _next = step.Next;
        if (step.Kind == ScanKind.Fault) return new DeadLetterLookup(null, step.Message ?? "The segment cannot be read.");
        var found = step.Kind == ScanKind.Record && step.Offset == place.Offset;
        return found && LetterRecord.TryDecode(step.Sequence, step.Payload.Span, out var letter)
            ? new DeadLetterLookup(letter, null)
            : new DeadLetterLookup(null, null);
    }
}
