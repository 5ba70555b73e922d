namespace Holdfast.Pipeline.Ingest;

/// <summary>
/// Which requests are in flight and how the finished ones were answered, by idempotency key. <see cref="IdempotencyCache"/> remembers it
/// for one process; a head with several instances puts in its place what they share. Safe for any number of callers.
/// </summary>
/// <remarks>
/// A claim keeps repeated requests from being written twice as well as it can, and no promise rests on it: writing a point twice changes
/// nothing. So nothing here fails; what cannot be asked is gone without.
/// </remarks>
public interface IIdempotency
{
    /// <summary>
    /// Claims a key for a request. The first to claim it writes, and must call <see cref="FinishAsync"/> or <see cref="ReleaseAsync"/>;
    /// everyone else waits for its answer.
    /// </summary>
    /// <param name="key">The key, with what it is scoped by.</param>
    /// <param name="patience">How long to wait for a request in flight with the same key.</param>
    ValueTask<IdempotencyClaim> ClaimAsync(IdempotencyKey key, TimeSpan patience);

    /// <summary>Remembers the answer of the request that claimed the key, and gives it to all who wait.</summary>
    /// <param name="key">The key.</param>
    /// <param name="claim">What the request was granted.</param>
    /// <param name="reply">Its answer.</param>
    ValueTask FinishAsync(IdempotencyKey key, IdempotencyClaim claim, IngestReply reply);

    /// <summary>Gives the key back without an answer: nothing was acknowledged, and the next request with it is the first again.</summary>
    /// <param name="key">The key.</param>
    /// <param name="claim">What the request was granted.</param>
    ValueTask ReleaseAsync(IdempotencyKey key, IdempotencyClaim claim);
}
