namespace Holdfast.Functions.Redis;

/// <summary>
/// Asks Redis with a time limit, and leaves it alone for a while when it does not answer, so that a Redis which is down or slow costs the
/// requests next to nothing. Safe for any number of callers.
/// </summary>
/// <remarks>
/// The limit is ours because asynchronous calls of StackExchange.Redis before version 2 have none. After <see cref="Tolerated"/> questions in
/// a row that reached it nothing is asked for <see cref="Pause"/>, then one question is let through: without the pause each request would wait
/// out the limit twice. A refusal at once costs nothing and pauses nothing, so that a cluster that lacks one primary of three is asked on for
/// the keys of the others.
/// </remarks>
/// <param name="redis">Redis.</param>
/// <param name="limit">How long Redis may take for one answer; <see cref="DefaultLimit"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class RedisGuard(IRedis redis, TimeSpan limit, TimeProvider time)
{
    /// <summary>The limit as delivered: hundreds of times what it takes when it is well.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromMilliseconds(250);

    /// <summary>How long Redis is left alone.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How many questions in a row may reach the limit before Redis is left alone.</summary>
    public const int Tolerated = 3;

    private readonly Lock _lock = new();
    private int _late;
    private long _pausedAt;

    /// <summary>Asks within the limit.</summary>
    /// <param name="ask">The question.</param>
    /// <typeparam name="T">What is asked for.</typeparam>
    public async Task<RedisAnswer<T>> AskAsync<T>(Func<IRedis, Task<RedisAnswer<T>>> ask)
    {
        if (!MayAsk())
            return RedisAnswer<T>.Without("Redis did not answer of late and is left alone");
        try
        {
            // The question goes on after the limit, and its answer is dropped: it never throws.
            var answer = await FollowAsync(ask(redis)).WaitAsync(limit, time);
            Note(late: false);
            return answer;
        }
        catch (TimeoutException)
        {
            Note(late: true);
            return RedisAnswer<T>.Without($"no answer within {limit.TotalMilliseconds} ms");
        }
    }

    // Awaited and not waited for itself: so its completion stays with whatever schedules the caller.
    private static async Task<T> FollowAsync<T>(Task<T> question) => await question;

    private bool MayAsk()
    {
        lock (_lock)
        {
            if (_late < Tolerated)
                return true;
            if (time.GetElapsedTime(_pausedAt) < Pause)
                return false;

            // This one is let through; the others wait for what comes of it, or for the next pause.
            _pausedAt = time.GetTimestamp();
            return true;
        }
    }

    private void Note(bool late)
    {
        lock (_lock)
        {
            _late = late ? Math.Min(_late + 1, Tolerated) : 0;
            if (late)
                _pausedAt = time.GetTimestamp();
        }
    }
}
