using Holdfast.Pipeline.DeadLetters;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Ingest;

/// <summary>One write as it reached Holdfast, by HTTP, by queue or by redrive, after authentication and expansion.</summary>
/// <param name="Bucket">The bucket that the producer named.</param>
/// <param name="Precision">The unit of its timestamps.</param>
/// <param name="IdempotencyKey">The key that the producer gave, or null to derive one from the content.</param>
/// <param name="TraceParent">The trace context, or null.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Body">The expanded text. The bytes must stay as they are until the reply.</param>
public sealed record IngestRequest(
    string Bucket, TimestampPrecision Precision, string? IdempotencyKey, string? TraceParent, DeadLetterSource Source, ReadOnlyMemory<byte> Body)
{
    /// <summary>
    /// When the lines first reached Holdfast, for a redrive: lines without a timestamp are stamped with it, not with the time of the
    /// redrive. Null means now.
    /// </summary>
    public DateTimeOffset? ArrivedAt { get; init; }

    /// <summary>The state that goes with the trace context, W3C's <c>tracestate</c>; null or empty for none. It may be anything, and is passed on only if it is sound.</summary>
    public string? TraceState { get; init; }

    /// <summary>Whether rejected lines become dead letters. A redrive says no: its lines are dead letters already.</summary>
    public bool Quarantine { get; init; } = true;

    /// <summary>
    /// Whether the sender keeps a request of which nothing was accepted, as a queue keeps a message with its own dead letters: its lines do
    /// not become dead letters then, or they would be in quarantine twice.
    /// </summary>
    public bool KeptWhole { get; init; }
}
