namespace Microsoft.DurableTask.Client;

public sealed class SerializedData
{
    private SerializedData() => throw new NotSupportedException();

    public T ReadAs<T>() => throw new NotSupportedException();
}
