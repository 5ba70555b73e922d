using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.DeadLetters;

/// <summary>A point or batch that goes into quarantine.</summary>
/// <param name="Time">When it was refused; kept to 100 ns.</param>
/// <param name="Source">How it came.</param>
/// <param name="Tier">Its tier, empty if none was found.</param>
/// <param name="Bucket">The bucket as the producer named it.</param>
/// <param name="Reason">A code, such as <c>expired</c> or a rejection's; letters are listed and redriven by it.</param>
/// <param name="Message">The reason in words, possibly a store's own.</param>
/// <param name="Line">The line in its request, from 1; 0 if it is a whole batch.</param>
/// <param name="Column">The column in bytes, from 1; 0 if none is known.</param>
/// <param name="Attempts">How often it was tried at a store.</param>
/// <param name="LineageId">The lineage id of its request.</param>
/// <param name="Bytes">The lines. Copied before an addition returns control.</param>
public sealed record DeadLetterDraft(
    DateTimeOffset Time,
    DeadLetterSource Source,
    string Tier,
    string Bucket,
    string Reason,
    string Message,
    int Line,
    int Column,
    int Attempts,
    string LineageId,
    ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The unit of the lines' timestamps: a redrive must read them as the producer meant them.</summary>
    public TimestampPrecision Precision { get; init; }
}
