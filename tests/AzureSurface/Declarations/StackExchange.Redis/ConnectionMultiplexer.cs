namespace StackExchange.Redis;

public sealed class ConnectionMultiplexer : IConnectionMultiplexer, IDisposable, IAsyncDisposable
{
    private ConnectionMultiplexer()
    {
    }

    public static Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions configuration, TextWriter? log = null) => throw new NotSupportedException();

    public ISubscriber GetSubscriber(object? asyncState = null) => throw new NotSupportedException();

    public IDatabase GetDatabase(int db = -1, object? asyncState = null) => throw new NotSupportedException();

    public Task<bool> ConfigureAsync(TextWriter? log = null) => throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
