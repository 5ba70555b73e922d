namespace StackExchange.Redis;

public interface IConnectionMultiplexer : IDisposable, IAsyncDisposable
{
    ISubscriber GetSubscriber(object? asyncState = null);

    IDatabase GetDatabase(int db = -1, object? asyncState = null);

    Task<bool> ConfigureAsync(TextWriter? log = null);
}
