namespace Azure;

public abstract class Response<T>
{
    public abstract T Value { get; }
}
