using System.Collections.Immutable;
using System.Text;
using Holdfast.Pipeline.Following;
using Holdfast.Routing.Following;

namespace Holdfast.Functions.Redis;

/// <summary>
/// The authority's snapshots in Redis: a hash with a field for each store, and a message on each change. A primary that does not answer is
/// stood in for by its replica, which may be behind; an instance that gets nothing at all goes on with what it has, within its budget, and then
/// by itself: that is the caller's.
/// </summary>
/// <remarks>
/// Publishing is one script, so that of two instances which publish at once the newer snapshot stays. Reads that are wanted at once are one.
/// Messages are no more than a hint: they get lost while there is no connection, and reading brings what they missed.
/// </remarks>
internal sealed class RedisBreakerSnapshots : ISnapshotBoard
{
    /// <summary>The hash, and the channel. One key and so one slot of a cluster for all stores; the number is the format's.</summary>
    internal const string Name = "holdfast:{breakers}:1";

    /// <summary>
    /// Field, order, body, lifetime in milliseconds: keeps the newer one. The lifetime is for what nobody publishes any more: stores that were
    /// taken out of the configuration, and deployments that are gone.
    /// </summary>
    internal const string Publish = """
        local held = redis.call('hget', KEYS[1], ARGV[1])
        if held and string.sub(held, 1, #ARGV[2]) >= ARGV[2] then return 0 end
        redis.call('hset', KEYS[1], ARGV[1], ARGV[2] .. ARGV[3])
        redis.call('pexpire', KEYS[1], ARGV[4])
        redis.call('publish', KEYS[1], ARGV[2] .. ARGV[3])
        return 1
        """;

    private static readonly byte[] Lifetime = Encoding.ASCII.GetBytes($"{(long)TimeSpan.FromDays(1).TotalMilliseconds}");

    private readonly RedisGuard _primary;
    private readonly RedisGuard _replica;
    private readonly RedisTally _tally;
    private readonly Lock _lock = new();
    private ImmutableArray<Action<AuthoritySnapshot>> _subscribers = [];
    private Task<LinkResult<IReadOnlyDictionary<string, AuthoritySnapshot>>>? _reading;

    /// <summary>Asks nothing yet.</summary>
    /// <param name="redis">Redis.</param>
    /// <param name="limit">How long it may take for one answer; <see cref="RedisGuard.DefaultLimit"/>.</param>
    /// <param name="tally">Counts the reads and publications, and those that Redis did not answer.</param>
    /// <param name="time">The clock.</param>
    public RedisBreakerSnapshots(IRedis redis, TimeSpan limit, RedisTally tally, TimeProvider time)
    {
        // One guard each: a primary that hangs must not keep anybody from asking the replica.
        _primary = new(redis, limit, time);
        _replica = new(redis, limit, time);
        _tally = tally;
    }

    /// <summary>How many reads the replica answered, because the primary did not.</summary>
    public long ReplicaReads { get; private set; }

    /// <inheritdoc/>
    public async Task<LinkResult> PublishAsync(AuthoritySnapshot snapshot, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var published = await _primary.AskAsync(redis => redis.EvaluateAsync(
            Publish, Name, Encoding.UTF8.GetBytes(snapshot.Store), Encoding.ASCII.GetBytes(SnapshotCode.OrderOf(snapshot)), SnapshotCode.BodyOf(snapshot), Lifetime));
        _tally.Count(RedisUse.Snapshots, fellBack: !published.Answered);
        return published.Answered ? LinkResult.Done : new(LinkFault.Unreachable, published.Fault);
    }

    /// <inheritdoc/>
    public Task<LinkResult<IReadOnlyDictionary<string, AuthoritySnapshot>>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_reading is not { IsCompleted: false })
                _reading = ReadOnceAsync();

            // Everyone's own token: one who gives up must not end it for the others.
            return cancellationToken.CanBeCanceled ? _reading.WaitAsync(cancellationToken) : _reading;
        }
    }

    /// <inheritdoc/>
    public void Subscribe(Action<AuthoritySnapshot> published)
    {
        lock (_lock)
            _subscribers = _subscribers.Add(published);

        // Nobody waits for it; each read makes sure of it again.
        _ = ListenAsync();
    }

    private async Task<LinkResult<IReadOnlyDictionary<string, AuthoritySnapshot>>> ReadOnceAsync()
    {
        var held = await _primary.AskAsync(static redis => redis.HashAsync(Name, replica: false));
        if (!held.Answered)
        {
            held = await _replica.AskAsync(static redis => redis.HashAsync(Name, replica: true));
            if (held.Answered)
                ReplicaReads++;
        }
        else
        {
            // Behind the answer: a primary that does not answer is not to be waited for twice.
            await ListenAsync();
        }

        _tally.Count(RedisUse.Snapshots, fellBack: !held.Answered);
        if (!held.Answered)
            return new(LinkFault.Unreachable, held.Fault, null);
        var snapshots = new Dictionary<string, AuthoritySnapshot>(StringComparer.Ordinal);
        foreach (var (store, value) in held.Value!)
        {
            if (SnapshotCode.Read(value) is { } snapshot && string.Equals(snapshot.Store, store, StringComparison.Ordinal))
                snapshots[store] = snapshot;
        }

        return new(LinkFault.None, "", snapshots);
    }

    private async Task ListenAsync()
    {
        if (!_subscribers.IsEmpty)
            await _primary.AskAsync(redis => redis.SubscribeAsync(Name, Tell));
    }

    private void Tell(byte[] message)
    {
        if (SnapshotCode.Read(message) is not { } snapshot)
            return;
        foreach (var subscriber in _subscribers)
            subscriber(snapshot);
    }
}
