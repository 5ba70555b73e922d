using StackExchange.Redis;

namespace Holdfast.Functions.Redis;

/// <summary>
/// Redis by StackExchange.Redis, versions 1.2.6 to 3. The library follows MOVED and ASK by itself; where it does not learn of a failover,
/// <see cref="RedisFaults"/> tells it to look at the cluster anew.
/// </summary>
/// <param name="connections">Where the multiplexer comes from.</param>
/// <param name="faults">Turns the library's exceptions into values.</param>
internal sealed class StackExchangeRedis(IRedisConnections connections, RedisFaults faults) : IRedis
{
    /// <summary>
    /// "Prefer a replica": <c>PreferSlave</c> in version 1, an error to name since version 2, where it is <c>PreferReplica</c>. The number is the same.
    /// </summary>
    private const CommandFlags PreferReplica = (CommandFlags)8;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Action<byte[]>> _channels = new(StringComparer.Ordinal);
    private IConnectionMultiplexer? _listening;

    /// <inheritdoc/>
    public Task<RedisAnswer<bool>> SetIfAbsentAsync(string key, byte[] value, TimeSpan lifetime) =>
        AskAsync(multiplexer => multiplexer.GetDatabase().StringSetAsync(key, value, lifetime, When.NotExists, CommandFlags.None));

    /// <inheritdoc/>
    public Task<RedisAnswer<byte[]?>> GetAsync(string key) =>
        AskAsync<byte[]?>(async multiplexer => await multiplexer.GetDatabase().StringGetAsync(key, CommandFlags.None));

    /// <inheritdoc/>
    public Task<RedisAnswer<long>> EvaluateAsync(string script, string key, params byte[][] arguments) => AskAsync(async multiplexer =>
    {
        // Sent whole each time: a script's hash is known to one server only, and after a failover another one is asked.
        var result = await multiplexer.GetDatabase().ScriptEvaluateAsync(
            script, [key], [.. arguments.Select(static argument => (RedisValue)argument)], CommandFlags.NoScriptCache);
        return (long)result;
    });

    /// <inheritdoc/>
    public Task<RedisAnswer<IReadOnlyList<KeyValuePair<string, byte[]>>>> HashAsync(string key, bool replica) => AskAsync(async multiplexer =>
    {
        var entries = await multiplexer.GetDatabase().HashGetAllAsync(key, replica ? PreferReplica : CommandFlags.DemandMaster);
        return (IReadOnlyList<KeyValuePair<string, byte[]>>)[.. entries.Select(
            static entry => KeyValuePair.Create((string?)entry.Name ?? "", (byte[]?)entry.Value ?? []))];
    });

    /// <inheritdoc/>
    public Task<RedisAnswer<bool>> SubscribeAsync(string channel, Action<byte[]> received)
    {
        lock (_lock)
        {
            if (_channels.TryAdd(channel, received))
                _listening = null;
        }

        return ListenAsync();
    }

    private static RedisChannel Literal(string channel) => new(channel, RedisChannel.PatternMode.Literal);

    private async Task<RedisAnswer<T>> AskAsync<T>(Func<IConnectionMultiplexer, Task<T>> ask)
    {
        var connection = await connections.GetAsync();
        return connection.Answered
            ? await faults.AsValueAsync(connection.Value!, ask)
            : RedisAnswer<T>.Without(connection.Fault);
    }

    /// <summary>Subscribes on the multiplexer of this moment, once; the library itself subscribes again when it reconnects.</summary>
    private Task<RedisAnswer<bool>> ListenAsync() => AskAsync(async multiplexer =>
    {
        KeyValuePair<string, Action<byte[]>>[] channels;
        lock (_lock)
        {
            if (ReferenceEquals(_listening, multiplexer))
                return true;
            channels = [.. _channels];
        }

        foreach (var (channel, received) in channels)
            await multiplexer.GetSubscriber().SubscribeAsync(Literal(channel), (_, message) => received((byte[]?)message ?? []), CommandFlags.None);
        lock (_lock)
            _listening = multiplexer;
        return true;
    });
}
