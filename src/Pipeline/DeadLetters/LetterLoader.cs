using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.DeadLetters;

/// <summary>
/// Gathers the letters while the log is scanned at opening. Moved letters come out of the order of their ids, so they are sorted once, at
/// the end.
/// </summary>
internal sealed class LetterLoader
{
    private readonly Dictionary<long, (LetterHeader Header, long Segment, long Offset, int Bytes)> _letters = [];

    /// <summary>Records of a kind or version that is not known.</summary>
    public long Strange { get; private set; }

    public void Visit(long segment, ScanStep step)
    {
        var payload = step.Payload.Span;
        switch (LetterRecord.KindOf(payload))
        {
            case LetterRecordKind.Letter or LetterRecordKind.Moved when LetterRecord.TryReadHeader(step.Sequence, payload, out var header):
                _letters[header.Id] = (header, segment, step.Offset, (int)step.Length);
                break;
            case LetterRecordKind.Removed:
                foreach (var id in LetterRecord.RemovedIds(payload)) _letters.Remove(id);
                break;
            default:
                Strange++;
                break;
        }
    }

    public void Fill(LetterIndex index)
    {
        foreach (var (header, segment, offset, bytes) in _letters.Values.OrderBy(letter => letter.Header.Id))
            index.Put(header, segment, offset, bytes);
        _letters.Clear();
    }
}
