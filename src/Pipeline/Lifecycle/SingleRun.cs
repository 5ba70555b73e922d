namespace Holdfast.Pipeline.Lifecycle;

/// <summary>
/// Work that a step starts and does not wait for, so that a store, a webhook or a disk that hangs holds up nothing else; one at a time.
/// For one stepping caller.
/// </summary>
internal sealed class SingleRun
{
    private Task _run = Task.CompletedTask;

    /// <summary>Whether the work that was started last has ended.</summary>
    public bool IsFree => _run.IsCompleted;

    /// <summary>Starts the next work. Only while free.</summary>
    /// <exception cref="Exception">The work before it failed by a bug; the next one is under way all the same.</exception>
    public async Task StartAsync(Func<Task> work)
    {
        var ended = _run;
        _run = work();
        await ended;
    }

    /// <summary>Waits for the work that was started last.</summary>
    public Task EndAsync() => _run;
}
