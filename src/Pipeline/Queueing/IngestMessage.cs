namespace Holdfast.Pipeline.Queueing;

/// <summary>A message of the ingest queue, as a head hands it on. What a producer may have got wrong is typed loosely.</summary>
/// <param name="MessageId">
/// The producer's id, for the logs only. It is no idempotency key: nothing keeps a producer from giving all its messages the same one, and
/// then all but the first would be taken for repeats of it.
/// </param>
/// <param name="Body">Its bytes; null when it has a body that is neither bytes nor text. They must stay as they are until it is settled.</param>
/// <param name="ContentType">Its content type; empty when it has none.</param>
/// <param name="ContentEncoding">Its content encoding, from the message's own properties; empty when it has none.</param>
/// <param name="Properties">Its application properties, of any type.</param>
/// <param name="Deliveries">How often it was delivered, this time included.</param>
/// <param name="EnqueuedAt">
/// When the queue took it. Lines without a timestamp are stamped with it, so that a message which is delivered twice says the same twice.
/// </param>
/// <param name="LockedUntil">When the queue will deliver it to somebody else; the default when that is not known.</param>
public sealed record IngestMessage(
    string MessageId,
    ReadOnlyMemory<byte>? Body,
    string ContentType,
    string ContentEncoding,
    IReadOnlyDictionary<string, object> Properties,
    int Deliveries,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset LockedUntil);
