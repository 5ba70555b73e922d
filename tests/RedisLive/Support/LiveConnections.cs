using Holdfast.Functions.Redis;
using StackExchange.Redis;

namespace Holdfast.RedisLive.Support;

/// <summary>One connection to a real Redis or cluster, made by the first question.</summary>
internal sealed class LiveConnections(string endpoints) : IRedisConnections, IDisposable
{
    private readonly Lock _lock = new();
    private Task<IConnectionMultiplexer>? _connecting;

    public async ValueTask<RedisAnswer<IConnectionMultiplexer>> GetAsync()
    {
        Task<IConnectionMultiplexer> connecting;
        lock (_lock)
            connecting = _connecting ??= ConnectAsync();
        return RedisAnswer<IConnectionMultiplexer>.Of(await connecting);
    }

    public void Dispose()
    {
        if (_connecting is { IsCompletedSuccessfully: true } connected)
            connected.Result.Dispose();
    }

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(endpoints);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
