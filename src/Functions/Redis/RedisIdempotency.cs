using System.Globalization;
using System.Text;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Ingest;

namespace Holdfast.Functions.Redis;

/// <summary>
/// Idempotency keys that all instances share. A claim is taken in this instance's <see cref="IdempotencyCache"/> first and then, by the one
/// who has it there, in Redis (<c>SET key lease NX PX</c>), so that repeats at one instance cost Redis nothing, and an instance without Redis
/// goes on with what it knows itself.
/// </summary>
/// <remarks>
/// <para>
/// A key is granted twice when Redis does not answer one of the two instances, when a lease ends before the write does, and when a primary
/// dies before its replica has the lease (Redis replicates asynchronously). Then the batch is written twice, which changes nothing.
/// </para>
/// <para>
/// A lease is known again by its owner, so that nobody finishes or releases what another one holds by now: that is why those two are Lua. A write
/// whose lease has ended goes on; its answer is then remembered by this instance alone. Without an answer from Redis to a claim the owner
/// is kept: the claim may have been granted all the same, and then it is finished as usual. A claim that Redis carries out only after its write
/// has ended leaves a lease that nobody finishes: until it ends, repeats at other instances are told to come again.
/// </para>
/// <para>
/// The answer waits for Redis to have it, within the guard's limit, so that a repeat that comes right behind it is answered by any instance.
/// </para>
/// </remarks>
/// <param name="local">This instance's own keys.</param>
/// <param name="guard">Redis.</param>
/// <param name="tally">Counts the claims, and those made without Redis.</param>
/// <param name="limits">How long answers are kept.</param>
/// <param name="instance">Random, drawn once per process: tells its leases from all others'.</param>
/// <param name="lease">How long a key stays claimed without a word from its owner; <see cref="DefaultLease"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class RedisIdempotency(
    IdempotencyCache local, RedisGuard guard, RedisTally tally, LimitOptions limits, string instance, TimeSpan lease, TimeProvider time) : IIdempotency
{
    /// <summary>
    /// How long a key stays claimed by an instance that has died: longer than a write takes (10 s at most for the largest body, and what it
    /// takes to record what is owed), and no longer, since until then its producer is told to come again.
    /// </summary>
    public static readonly TimeSpan DefaultLease = TimeSpan.FromSeconds(15);

    /// <summary>The first pause before a key in flight is looked at again; each further one is twice as long.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest such pause.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(160);

    /// <summary>Puts the answer in the place of the owner's lease, for so many milliseconds; 0 when the lease is no longer there.</summary>
    internal const string Finish = "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3]) return 1 end return 0";

    /// <summary>Removes the owner's lease; 0 when it is no longer there.</summary>
    internal const string Release = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

    private long _claims;

    /// <inheritdoc/>
    public async ValueTask<IdempotencyClaim> ClaimAsync(IdempotencyKey key, TimeSpan patience)
    {
        var started = time.GetTimestamp();
        var own = await local.ClaimAsync(key, patience);

        // What this instance has answered itself is answered without Redis.
        if (own.Verdict != IdempotencyVerdict.Claimed)
            return own;
        var owner = string.Create(CultureInfo.InvariantCulture, $"{instance}-{Interlocked.Increment(ref _claims):x}");
        var shared = await AskAsync(NameOf(key), owner, started, patience);
        tally.Count(RedisUse.Claims, fellBack: shared is null);

        // Without Redis the claim holds for this instance.
        var claim = shared ?? new(IdempotencyVerdict.Claimed, null, owner);
        if (claim.Verdict == IdempotencyVerdict.Finished)
            await local.FinishAsync(key, own, claim.Reply!);
        else if (claim.Verdict == IdempotencyVerdict.InFlight)
            await local.ReleaseAsync(key, own);
        return claim;
    }

    /// <inheritdoc/>
    public async ValueTask FinishAsync(IdempotencyKey key, IdempotencyClaim claim, IngestReply reply)
    {
        await local.FinishAsync(key, claim, reply);
        if (claim.Owner is { } owner)
        {
            var lifetime = Encoding.ASCII.GetBytes(((long)limits.IdempotencyAge.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
            await guard.AskAsync(redis => redis.EvaluateAsync(Finish, NameOf(key), LeaseOf(owner), ReplyCode.Write(reply), lifetime));
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(IdempotencyKey key, IdempotencyClaim claim)
    {
        // Redis first: who waits at this instance would otherwise find the lease still there.
        if (claim.Owner is { } owner)
            await guard.AskAsync(redis => redis.EvaluateAsync(Release, NameOf(key), LeaseOf(owner)));
        await local.ReleaseAsync(key, claim);
    }

    /// <summary>The key's name in Redis. The length keeps a bucket and a key from being taken for another bucket and another key.</summary>
    internal static string NameOf(IdempotencyKey key) => string.Create(CultureInfo.InvariantCulture, $"holdfast:claim:{key.Bucket.Length}:{key.Bucket}:{key.Key}");

    /// <summary>What stands under the key while it is in flight.</summary>
    internal static byte[] LeaseOf(string owner) => Encoding.ASCII.GetBytes($"L{owner}");

    /// <returns>Null when Redis does not answer.</returns>
    private async Task<IdempotencyClaim?> AskAsync(string name, string owner, long started, TimeSpan patience)
    {
        var mine = LeaseOf(owner);
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            var set = await guard.AskAsync(redis => redis.SetIfAbsentAsync(name, mine, lease));
            if (!set.Answered)
                return null;
            if (set.Value)
                return new(IdempotencyVerdict.Claimed, null, owner);
            var held = await guard.AskAsync(redis => redis.GetAsync(name));
            if (!held.Answered)
                return null;
            if (held.Value is { } value && value is [ReplyCode.Mark, ..])
                return ReplyCode.Read(value) is { } reply ? new(IdempotencyVerdict.Finished, reply) : new(IdempotencyVerdict.Claimed, null, owner);
            var left = patience - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return IdempotencyClaim.StillInFlight;
            await Task.Delay(pause < left ? pause : left, time);
        }
    }
}
