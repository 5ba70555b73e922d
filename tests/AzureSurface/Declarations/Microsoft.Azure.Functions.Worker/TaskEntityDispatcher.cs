using Microsoft.DurableTask.Entities;

namespace Microsoft.Azure.Functions.Worker;

public sealed class TaskEntityDispatcher
{
    public Task DispatchAsync(Func<TaskEntityOperation, ValueTask<object?>> handler) => throw new NotSupportedException();
}
