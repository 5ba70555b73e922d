namespace Holdfast.Pipeline.Tests.Support;

/// <summary>
/// Runs asynchronous code on one thread under virtual time: whenever nothing is left to do, the clock jumps to the next timer. The same
/// code does the same every time, and waiting costs nothing.
/// </summary>
internal sealed class VirtualWorld : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _work = new();

    private VirtualWorld()
    {
    }

    public VirtualTime Time { get; } = new();

    public static void Run(Func<VirtualWorld, Task> body)
    {
        var world = new VirtualWorld();
        var before = Current;
        SetSynchronizationContext(world);
        try
        {
            var task = body(world);
            while (!task.IsCompleted)
            {
                if (!world.TryWork() && !world.Time.FireNext())
                    throw new InvalidOperationException("nothing is left to do, and the test has not ended");
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_work)
            _work.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    private bool TryWork()
    {
        (SendOrPostCallback Callback, object? State) next;
        lock (_work)
        {
            if (!_work.TryDequeue(out next))
                return false;
        }

        next.Callback(next.State);
        return true;
    }
}
