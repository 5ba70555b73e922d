using Holdfast.Pipeline.Configuration;

namespace Holdfast.Pipeline.Ingest;

/// <summary>
/// Remembers which requests are in flight and how the finished ones were answered, by idempotency key. In memory and per process: after
/// a restart a repeated request is written again, which is harmless because writing a point twice is.
/// </summary>
/// <remarks>
/// Safe for any number of threads; the keys are spread over <see cref="Shards"/> locks. Bounded by number, by age and by weight; at the
/// bound the oldest answer is forgotten.
/// </remarks>
/// <param name="options">How many answers, and for how long.</param>
/// <param name="time">The clock.</param>
public sealed class IdempotencyCache(LimitOptions options, TimeProvider time) : IIdempotency
{
    /// <summary>The number of locks that the keys are spread over.</summary>
    public const int Shards = 16;

    /// <summary>The most rejected lines that all remembered answers may list together: they are what makes an answer large.</summary>
    public const int MaxRememberedLines = 200_000;

    private readonly IdempotencyShard[] _shards =
        [.. Enumerable.Range(0, Shards).Select(_ => new IdempotencyShard(
            Math.Max(1, options.IdempotencyEntries / Shards), MaxRememberedLines / Shards, options.IdempotencyAge, time))];

    /// <inheritdoc/>
    public ValueTask<IdempotencyClaim> ClaimAsync(IdempotencyKey key, TimeSpan patience)
    {
        var shard = ShardOf(key);
        var (claim, inFlight) = shard.Claim(key);
        return inFlight is null ? new(claim) : new(ClaimBehindAsync(shard, key, inFlight, patience));
    }

    /// <inheritdoc/>
    public ValueTask FinishAsync(IdempotencyKey key, IdempotencyClaim claim, IngestReply reply)
    {
        ShardOf(key).Finish(key, reply);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(IdempotencyKey key, IdempotencyClaim claim)
    {
        ShardOf(key).Release(key);
        return ValueTask.CompletedTask;
    }

    private async Task<IdempotencyClaim> ClaimBehindAsync(IdempotencyShard shard, IdempotencyKey key, Task<IngestReply?> inFlight, TimeSpan patience)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var left = patience - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return IdempotencyClaim.StillInFlight;
            try
            {
                if (await FollowAsync(inFlight).WaitAsync(left, time) is { } reply)
                    return new(IdempotencyVerdict.Finished, reply);
            }
            catch (TimeoutException)
            {
                return IdempotencyClaim.StillInFlight;
            }

            // It gave the key back without an answer: whoever comes first now is the first.
            var (claim, other) = shard.Claim(key);
            if (other is null)
                return claim;
            inFlight = other;
        }
    }

    /// <summary>
    /// The same task once more. Waiting for the first one with a limit would have its completion handed to the thread pool, past whatever
    /// schedules the caller; awaiting it does not.
    /// </summary>
    private static async Task<IngestReply?> FollowAsync(Task<IngestReply?> inFlight) => await inFlight;

    /// <summary>
    /// By the end of the key, where derived and given ones differ. Not by the runtime's hash, which differs from process to process, and with
    /// it which answers are forgotten first: a replayed simulation must forget the same ones.
    /// </summary>
    private IdempotencyShard ShardOf(IdempotencyKey key)
    {
        const int significant = 16;
        var end = key.Key.AsSpan(Math.Max(0, key.Key.Length - significant));
        var hash = 0U;
        foreach (var character in end)
            hash = unchecked((hash * 31) + character);
        return _shards[hash % Shards];
    }
}
