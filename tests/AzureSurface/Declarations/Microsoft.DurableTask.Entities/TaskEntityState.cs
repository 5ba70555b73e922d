namespace Microsoft.DurableTask.Entities;

public abstract class TaskEntityState
{
    protected TaskEntityState()
    {
    }

    public abstract bool HasState { get; }

    public abstract object? GetState(Type type);

    public abstract void SetState(object? state);
}
