using System.Net.Sockets;
using StackExchange.Redis;

namespace Holdfast.Functions.Redis;

/// <summary>
/// Turns the exceptions of StackExchange.Redis into values. Those that may come from a cluster which has changed make the library look at it
/// anew: version 1.2.6 goes on asking the server that it knows for as much as a minute ("Command cannot be issued to a slave").
/// </summary>
/// <remarks>Looks are coalesced: one at a time, and begun no more often than once per <see cref="Pause"/>. Safe for any number of callers.</remarks>
/// <param name="time">The clock.</param>
internal sealed class RedisFaults(TimeProvider time)
{
    /// <summary>The least time between the beginnings of two looks at the cluster.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task _looking = Task.CompletedTask;
    private long? _lookedAt;

    /// <summary>How often the cluster was looked at anew.</summary>
    public int Looks { get; private set; }

    /// <summary>Asks, and gives what the library throws as a value.</summary>
    public async Task<RedisAnswer<T>> AsValueAsync<T>(IConnectionMultiplexer multiplexer, Func<IConnectionMultiplexer, Task<T>> ask)
    {
        try
        {
            return RedisAnswer<T>.Of(await ask(multiplexer));
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            if (fault is RedisConnectionException or RedisCommandException or RedisServerException)
                Look(multiplexer);
            return RedisAnswer<T>.Without(fault.Message);
        }
    }

    // Disposed: the multiplexer was replaced while it was asked. Cast: a script or a key of another type than ours.
    private static bool IsExpected(Exception fault) => fault is RedisException or RedisCommandException or TimeoutException or SocketException
        or ObjectDisposedException or OperationCanceledException or InvalidCastException;

    private void Look(IConnectionMultiplexer multiplexer)
    {
        lock (_lock)
        {
            if (!_looking.IsCompleted || (_lookedAt is { } last && time.GetElapsedTime(last) < Pause))
                return;
            _lookedAt = time.GetTimestamp();
            Looks++;
            _looking = LookAsync(multiplexer);
        }
    }

    /// <summary>Nobody waits for it: whoever asks next finds what came of it.</summary>
    private static async Task LookAsync(IConnectionMultiplexer multiplexer)
    {
        try
        {
            await multiplexer.ConfigureAsync();
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            // The next question will fail too, and bring the next look.
        }
    }
}
