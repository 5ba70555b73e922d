using System.Text;
using Holdfast.Functions.Redis;

namespace Holdfast.Functions.Tests.Redis;

/// <summary>A Redis in memory that fails as it is told: keys that end, a hash, our scripts, and those who listen.</summary>
internal sealed class FakeRedis(TimeProvider time) : IRedis
{
    private readonly Dictionary<string, (byte[] Value, DateTimeOffset Until)> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _hash = new(StringComparer.Ordinal);
    private readonly List<Action<byte[]>> _listeners = [];

    public int Questions { get; private set; }

    public int HashReads { get; private set; }

    /// <summary>Refuses every question at once.</summary>
    public bool Down { get; set; }

    /// <summary>Of the primary alone: replicas still answer.</summary>
    public bool PrimaryDown { get; set; }

    /// <summary>How long each answer takes; what was asked is done first.</summary>
    public TimeSpan Delay { get; set; }

    public Task<RedisAnswer<bool>> SetIfAbsentAsync(string key, byte[] value, TimeSpan lifetime) =>
        AskAsync(() => Find(key) is null && Set(key, value, lifetime));

    public Task<RedisAnswer<byte[]?>> GetAsync(string key) => AskAsync(() => Find(key));

    public Task<RedisAnswer<long>> EvaluateAsync(string script, string key, params byte[][] arguments) => AskAsync(() => script switch
    {
        RedisIdempotency.Finish => Finish(key, arguments),
        RedisIdempotency.Release => Holds(key, arguments[0]) && _keys.Remove(key) ? 1L : 0L,
        RedisBreakerSnapshots.Publish => Publish(arguments),
        _ => throw new InvalidOperationException("not one of our scripts"),
    });

    public Task<RedisAnswer<IReadOnlyList<KeyValuePair<string, byte[]>>>> HashAsync(string key, bool replica)
    {
        HashReads++;
        return AskAsync<IReadOnlyList<KeyValuePair<string, byte[]>>>(() => [.. _hash], replica);
    }

    public Task<RedisAnswer<bool>> SubscribeAsync(string channel, Action<byte[]> received) => AskAsync(() =>
    {
        if (!_listeners.Contains(received))
            _listeners.Add(received);
        return true;
    });

    /// <summary>What stands under a key; null when nothing does any more.</summary>
    public byte[]? Find(string key) => _keys.TryGetValue(key, out var held) && held.Until > time.GetUtcNow() ? held.Value : null;

    public bool Set(string key, byte[] value, TimeSpan lifetime)
    {
        _keys[key] = (value, time.GetUtcNow() + lifetime);
        return true;
    }

    public void SetField(string field, byte[] value) => _hash[field] = value;

    /// <summary>All who listen are sent something.</summary>
    public void Send(byte[] message) => _listeners.ForEach(listener => listener(message));

    private async Task<RedisAnswer<T>> AskAsync<T>(Func<T> answer, bool replica = false)
    {
        Questions++;
        if (Down || (PrimaryDown && !replica))
            return RedisAnswer<T>.Without("connection refused");
        var value = answer();
        if (Delay > TimeSpan.Zero)
            await Task.Delay(Delay, time);
        return RedisAnswer<T>.Of(value);
    }

    private long Finish(string key, byte[][] arguments) =>
        Holds(key, arguments[0]) && Set(key, arguments[1], TimeSpan.FromMilliseconds(long.Parse(Encoding.ASCII.GetString(arguments[2])))) ? 1 : 0;

    private long Publish(byte[][] arguments)
    {
        var (store, order) = (Encoding.UTF8.GetString(arguments[0]), Encoding.ASCII.GetString(arguments[1]));
        if (_hash.TryGetValue(store, out var held) && string.CompareOrdinal(Encoding.ASCII.GetString(held, 0, order.Length), order) >= 0)
            return 0;
        _hash[store] = [.. arguments[1], .. arguments[2]];
        Send(_hash[store]);
        return 1;
    }

    private bool Holds(string key, byte[] value) => Find(key) is { } held && held.AsSpan().SequenceEqual(value);
}
