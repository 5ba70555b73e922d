using Holdfast.Standalone.Hosting;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Support;

/// <summary>Standalone, for tests that do not care which head they test.</summary>
internal sealed class StandaloneHead : IRunningHead
{
    private readonly StandaloneServer _server;

    private StandaloneHead(StandaloneServer server) => _server = server;

    public Uri Address => new(_server.Addresses[0]);

    public IServiceProvider Services => _server.Services;

    public static Task<TestNode> NodeAsync(params string[] more) => TestNode.StartAsync(StartAsync, more);

    public static async Task<IRunningHead> StartAsync(IReadOnlyList<string> settings)
    {
        var (server, failure) = await ServeProgram.StartAsync(new(null, ["http://127.0.0.1:0"], [.. settings]), CancellationToken.None);
        Assert.True(server is not null, string.Join('\n', failure?.Errors ?? []));
        return new StandaloneHead(server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
