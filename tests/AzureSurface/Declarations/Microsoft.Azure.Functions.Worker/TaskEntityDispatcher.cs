using Microsoft.DurableTask.Entities;

namespace Microsoft.Azure.Functions.Worker;

public sealed class TaskEntityDispatcher
{
    private TaskEntityDispatcher() => throw new NotSupportedException();

    public Task DispatchAsync(Func<TaskEntityOperation, ValueTask<object?>> handler) => throw new NotSupportedException();
}
