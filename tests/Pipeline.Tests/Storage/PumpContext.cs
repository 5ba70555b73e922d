namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>
/// A single-threaded synchronisation context, as the simulator has one: what is posted runs in order, on the thread that runs it.
/// </summary>
public sealed class PumpContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();

    public override void Post(SendOrPostCallback d, object? state) => _queue.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    /// <summary>Runs to the end; fails if the work waits for something that is not in the queue, such as the thread pool.</summary>
    public static void Run(Func<Task> work)
    {
        var before = Current;
        var context = new PumpContext();
        SetSynchronizationContext(context);
        try
        {
            var task = work();
            while (!task.IsCompleted)
            {
                if (!context._queue.TryDequeue(out var next)) throw new InvalidOperationException("Work waits for something outside the context.");
                next.Callback(next.State);
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
