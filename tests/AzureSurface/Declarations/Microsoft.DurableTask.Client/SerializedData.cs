namespace Microsoft.DurableTask.Client;

public sealed class SerializedData
{
    public T ReadAs<T>() => throw new NotSupportedException();
}
