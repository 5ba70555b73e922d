namespace Holdfast.Functions.Redis;

/// <summary>
/// Keeps one thing that cannot be kept for ever: made when it is first wanted, made anew well before it ends, swapped, and closed after a grace
/// in which those who still hold the old one finish. Nothing runs in the background: whoever asks when it is due begins the renewal and is given
/// the old one. Safe for any number of callers.
/// </summary>
/// <param name="make">Makes one; faults are values.</param>
/// <param name="close">Closes one.</param>
/// <param name="time">The clock.</param>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class Renewal<T>(Func<Task<RedisAnswer<Renewed<T>>>> make, Func<T, Task> close, TimeProvider time) : IAsyncDisposable
    where T : class
{
    /// <summary>How long an old one stays open after the swap: far beyond any question's time limit.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>How long after a failure nothing is made.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<T> _open = [];
    private Renewed<T>? _current;
    private Task<RedisAnswer<T>>? _making;
    private long? _failedAt;
    private string _fault = "";
    private bool _disposed;

    /// <summary>The one to use now.</summary>
    public ValueTask<RedisAnswer<T>> GetAsync()
    {
        lock (_lock)
        {
            var current = _current;
            if (_disposed)
                return new(RedisAnswer<T>.Without("stopping"));
            if (current is null || (current.RenewAt is { } due && time.GetUtcNow() >= due))
            {
                var mayMake = _failedAt is not { } failed || time.GetElapsedTime(failed) >= RetryPause;
                if (_making is not { IsCompleted: false } && mayMake)
                    _making = MakeAsync();
                if (current is null && _making is { IsCompleted: false })
                    return new(_making);
            }

            return new((_current ?? current) is { } usable ? RedisAnswer<T>.Of(usable.Value) : RedisAnswer<T>.Without(_fault));
        }
    }

    /// <summary>Closes whatever is open.</summary>
    public async ValueTask DisposeAsync()
    {
        T[] open;
        lock (_lock)
        {
            _disposed = true;
            open = [.. _open];
            _open.Clear();
        }

        foreach (var value in open)
            await close(value);
    }

    private async Task<RedisAnswer<T>> MakeAsync()
    {
        var made = await make();
        T? old;
        lock (_lock)
        {
            if (!made.Answered)
            {
                _failedAt = time.GetTimestamp();
                _fault = made.Fault;
                return RedisAnswer<T>.Without(made.Fault);
            }

            _failedAt = null;
            old = _current?.Value;
            _current = made.Value;
            _open.Add(made.Value!.Value);
        }

        if (old is not null)
            _ = CloseLaterAsync(old);
        return RedisAnswer<T>.Of(made.Value.Value);
    }

    private async Task CloseLaterAsync(T old)
    {
        await Task.Delay(Grace, time);
        bool mine;
        lock (_lock)
            mine = _open.Remove(old);
        if (mine)
            await close(old);
    }
}
