namespace Holdfast.Pipeline.Storage;

/// <summary>
/// Lets one caller in at a time, in the order of arrival. Unlike a semaphore with a cancellation token it never hands a continuation to the
/// thread pool, so that it runs deterministically under a single-threaded synchronisation context.
/// </summary>
internal sealed class AsyncGate
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _held;

    public ValueTask EnterAsync()
    {
        lock (_lock)
        {
            if (!_held)
            {
                _held = true;
                return ValueTask.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            return new ValueTask(turn.Task);
        }
    }

    public void Leave()
    {
        TaskCompletionSource? next;
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out next)) _held = false;
        }

        next?.SetResult();
    }
}
