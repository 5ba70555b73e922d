using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Ingest;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>
/// Makes letters of the dead letters of the deferred log's queue: batches that a store was owed for longer than the log keeps them. Safe for any
/// number of threads.
/// </summary>
/// <remarks>
/// Its messages are whole lines with nanoseconds, plain or gzip, in a session named after the lane, <c>store|bucket</c>; that is all that is
/// asked of them here. A batch that no store holds lies in two sessions, and becomes two letters; redriving both is harmless.
/// </remarks>
/// <param name="settings">The routing table and the limits.</param>
public sealed class OwedLetters(HoldfastSettings settings)
{
    private const char Divider = '|';

    /// <summary>The letter; null when its bytes are damaged.</summary>
    public DeadLetter? Read(string id, LetterItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var message = item.Item;
        var at = item.Session.IndexOf(Divider, StringComparison.Ordinal);
        var (store, bucket) = at < 0 ? ("", "") : (item.Session[..at], item.Session[(at + 1)..]);
        var bytes = message.Body;
        if (GzipText.IsAnnounced(bytes.Span))
        {
            if (LetterText.Expand(bytes, settings.Limits.MaxExpandedBytes) is not { } lines)
                return null;
            bytes = lines;
        }

        var owed = store.Length == 0 ? "no store holds it" : $"owed to {store}";
        return new(
            id, message.EnqueuedAt, DeadLetterSource.Backfill, settings.Table.TierOfBucket(bucket)?.Name ?? "", bucket,
            QueueReasons.Of(item), $"{owed}; {item.DeadReason}: {item.DeadDescription}", Line: 0, Column: 0, message.Deliveries, item.Text(LetterNames.Lineage), bytes);
    }
}
