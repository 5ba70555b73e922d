namespace Holdfast.Functions.Redis;

/// <summary>
/// The few commands of Redis that Holdfast uses. Nothing throws and nothing has a time limit here: <see cref="RedisGuard"/> sets one. Safe for
/// any number of callers.
/// </summary>
internal interface IRedis
{
    /// <summary>Sets a key that does not exist; false when it does.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="lifetime">After which it is gone again, to the millisecond.</param>
    Task<RedisAnswer<bool>> SetIfAbsentAsync(string key, byte[] value, TimeSpan lifetime);

    /// <summary>The value of a key; null when it does not exist.</summary>
    Task<RedisAnswer<byte[]?>> GetAsync(string key);

    /// <summary>Runs a Lua script on one key, atomically, and gives the number that it returns.</summary>
    Task<RedisAnswer<long>> EvaluateAsync(string script, string key, params byte[][] arguments);

    /// <summary>All fields of a hash; none when it does not exist.</summary>
    /// <param name="key">The hash.</param>
    /// <param name="replica">Whether a replica is asked, with what it has: it may be behind. Otherwise only the primary is.</param>
    Task<RedisAnswer<IReadOnlyList<KeyValuePair<string, byte[]>>>> HashAsync(string key, bool replica);

    /// <summary>
    /// Listens for as long as the object lives, also across connections. Called again, it only makes sure of that. Messages get lost while
    /// there is no connection; nobody may rely on them.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="received">What is done with a message; on a thread of the library, and must not block.</param>
    Task<RedisAnswer<bool>> SubscribeAsync(string channel, Action<byte[]> received);
}
