using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Embedded.Faults;
using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Support;

namespace Holdfast.Standalone.Tests.Embedded;

/// <summary>A server with the default buckets on a free port, on virtual time, and a client.</summary>
internal sealed class ServerFixture : IAsyncDisposable
{
    private readonly ReservedPort _port;

    private ServerFixture(ReservedPort port, EmbeddedStoreServer server, EmbeddedTime time)
    {
        _port = port;
        Server = server;
        Time = time;
        Client = new EmbeddedClient(server.Url);
    }

    public EmbeddedStoreServer Server { get; }

    public EmbeddedTime Time { get; }

    public EmbeddedClient Client { get; }

    /// <summary>A line that the default buckets take, its value different for each number.</summary>
    public string Line(int number) => $"m v={number}i {Time.Nanoseconds + number}";

    public static async Task<ServerFixture> StartAsync(EmbeddedStoreOptions? options = null)
    {
        var time = new EmbeddedTime();
        var port = ReservedPort.Take();
        var started = await EmbeddedStoreServer.StartAsync(options ?? new EmbeddedStoreOptions(), new Uri($"http://127.0.0.1:{port.Number}"), time);
        Assert.True(started.Succeeded, started.Message);
        return new ServerFixture(port, started.Value!, time);
    }

    public Task<(int Status, string Body)> WriteAsync(int number, string path = "/write?db=telemetry_hot") => Client.WriteAsync(path, Line(number));

    /// <summary>How many points the hot bucket holds.</summary>
    public async Task<long> CountAsync()
    {
        var (_, body) = await Client.QueryAsync("SELECT count(v) FROM m", "telemetry_hot", "epoch=ns");
        var start = body.IndexOf("[[0,", StringComparison.Ordinal);
        return start < 0 ? 0 : long.Parse(body[(start + 4)..body.IndexOf(']', start)]);
    }

    /// <summary>Asks for the fault's state until it is as wanted; the round trips leave the server time to get there.</summary>
    public async Task UntilAsync(Func<FaultStatus, bool> wanted)
    {
        for (var i = 0; !wanted(Server.Faults.Status); i++)
        {
            Assert.InRange(i, 0, 50_000);
            Assert.Equal(200, (await Client.JsonAsync(HttpMethod.Get, "/fault")).Status);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _port.Dispose();
    }
}
