namespace Holdfast.Standalone.Embedded.Faults;

/// <summary>Holds the fault in force and decides which requests it affects. Thread-safe.</summary>
public sealed class FaultSwitch : IDisposable
{
    /// <summary>The most requests that may hang at once; the connections of further ones are reset.</summary>
    public const int MaxHanging = 4096;

    private readonly Lock _gate = new();
    private readonly Action<FaultSettings> _changed;
    private readonly TimeProvider _time;
    private long _affected;
    private ITimer? _end;
    private FaultSettings _fault = FaultSettings.Off;
    private int _hanging;
    private TaskCompletionSource _released = NewRelease();
    private long _seen;

    /// <summary>Starts without a fault; <paramref name="changed"/> is called, outside locks, with every new one.</summary>
    internal FaultSwitch(TimeProvider time, Action<FaultSettings> changed)
    {
        _time = time;
        _changed = changed;
    }

    /// <summary>The fault in force and what it has done.</summary>
    public FaultStatus Status
    {
        get
        {
            lock (_gate) return new FaultStatus(_fault, _seen, _affected, _hanging);
        }
    }

    /// <summary>Puts a fault in force instead of the present one, which is cleared: what hangs is released.</summary>
    /// <exception cref="ArgumentException">The settings contradict themselves, see <see cref="FaultSettings.Error"/>.</exception>
    public void Set(FaultSettings fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Error() is { } error) throw new ArgumentException(error, nameof(fault));
        TaskCompletionSource released;
        lock (_gate)
        {
            released = Replace_NeedsGate(fault);
            if (fault.DurationMs is { } duration)
            {
                TimeSpan due = TimeSpan.FromMilliseconds(duration);
                _end = _time.CreateTimer(_ => ClearIfStill(fault), null, due, Timeout.InfiniteTimeSpan);
            }
        }

        released.TrySetResult();
        _changed(fault);
    }

    /// <summary>Ends the fault in force and releases what hangs.</summary>
    public void Clear() => Set(FaultSettings.Off);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _end?.Dispose();
    }

    /// <summary>The fault that a request of this path meets, or null.</summary>
    internal FaultSettings? Meet(string path, bool isWrite)
    {
        FaultSettings fault;
        lock (_gate)
        {
            fault = _fault;
            if (fault.Mode is FaultMode.None or FaultMode.Refuse) return null;
            if (fault.Path is null ? !isWrite : !path.StartsWith(fault.Path, StringComparison.Ordinal)) return null;
            _seen++;
            if (Math.Floor(_seen * fault.Ratio) <= Math.Floor((_seen - 1) * fault.Ratio)) return null;
            _affected++;
            if (fault.Count != _affected) return fault;

            // The last one: the fault is over, but what it made hang still waits to be released by a person or by time.
            _fault = FaultSettings.Off;
        }

        return fault;
    }

    /// <summary>Gives a task that ends when the fault is cleared, unless too many wait. Whoever gets one calls <see cref="Leave"/> after it.</summary>
    internal bool TryHang(out Task released)
    {
        lock (_gate)
        {
            released = _released.Task;
            if (_hanging >= MaxHanging) return false;
            _hanging++;
            return true;
        }
    }

    internal void Leave()
    {
        lock (_gate) _hanging--;
    }

    private static TaskCompletionSource NewRelease() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void ClearIfStill(FaultSettings fault)
    {
        TaskCompletionSource released;
        lock (_gate)
        {
            // By then it may have counted itself out; what it made hang is released all the same.
            if (!ReferenceEquals(_fault, fault) && _fault.Mode != FaultMode.None) return;
            released = Replace_NeedsGate(FaultSettings.Off);
        }

        released.TrySetResult();
        _changed(FaultSettings.Off);
    }

    private TaskCompletionSource Replace_NeedsGate(FaultSettings fault)
    {
        _end?.Dispose();
        _end = null;
        _fault = fault;
        _seen = 0;
        _affected = 0;
        TaskCompletionSource released = _released;
        _released = NewRelease();
        return released;
    }
}
