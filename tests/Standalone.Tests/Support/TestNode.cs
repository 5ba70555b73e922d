using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Embedded.Faults;
using Holdfast.Standalone.Hosting;

namespace Holdfast.Standalone.Tests.Support;

/// <summary>
/// A Holdfast in this process before two embedded stores of its own, all over real sockets on loopback. The stores live on when the node is
/// restarted.
/// </summary>
internal sealed class TestNode : IAsyncDisposable
{
    public const string Bucket = "telemetry_hot";

    /// <summary>Times short enough to see a whole outage within a test; every wait is for a condition, with this as its limit.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-test-");
    private readonly string[] _more;
    private StandaloneServer? _server;
    private HttpClient? _http;

    private TestNode(EmbeddedStoreServer primary, EmbeddedStoreServer replica, string[] more)
    {
        Primary = primary;
        Replica = replica;
        _more = more;
    }

    public EmbeddedStoreServer Primary { get; }

    public EmbeddedStoreServer Replica { get; }

    public HttpClient Http => _http ?? throw new InvalidOperationException("the node is not running");

    public static async Task<TestNode> StartAsync(params string[] more)
    {
        var node = new TestNode(await StoreAsync(), await StoreAsync(), more);
        await node.StartServerAsync();
        return node;
    }

    public async Task StartServerAsync()
    {
        var (server, failure) = await ServeProgram.StartAsync(new(null, ["http://127.0.0.1:0"], [.. Configuration()]), CancellationToken.None);
        Assert.True(server is not null, string.Join('\n', failure?.Errors ?? []));
        _server = server;
        _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(server.Addresses[0]) };
    }

    public async Task StopServerAsync()
    {
        _http?.Dispose();
        if (_server is { } server)
            await server.DisposeAsync();
        _server = null;
    }

    public async Task<HttpResponseMessage> WriteAsync(string lines, string query = $"bucket={Bucket}", string path = "/api/v2/write", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}?{query}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(lines)) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Http.GetStringAsync(path))!;

    public async Task<JsonNode> StoreAsync(string name) =>
        (await GetAsync("/ops/stores"))["stores"]!.AsArray().Single(store => store!["name"]!.GetValue<string>() == name)!;

    public async Task<long> OwedAsync(string name = "primary") => (await StoreAsync(name))["owed"]!["batches"]!.GetValue<long>();

    public async Task<string> ModeAsync(string name = "primary") => (await StoreAsync(name))["mode"]!.GetValue<string>();

    /// <summary>The values of field <c>v</c> of measurement <c>m</c> in a store, in order of time.</summary>
    public static async Task<IReadOnlyList<long>> ValuesAsync(EmbeddedStoreServer store)
    {
        using var client = new EmbeddedClient(store.Url);
        var (_, body) = await client.QueryAsync("SELECT v FROM m", Bucket);
        var series = JsonNode.Parse(body)!["results"]![0]!["series"];
        return series is null ? [] : [.. series[0]!["values"]!.AsArray().Select(static row => row![1]!.GetValue<long>())];
    }

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(50, limit.Token);
    }

    public static void Fail(EmbeddedStoreServer store, FaultSettings fault) => store.Faults.Set(fault);

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        await Primary.DisposeAsync();
        await Replica.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<EmbeddedStoreServer> StoreAsync()
    {
        var started = await EmbeddedStoreServer.StartAsync(new(), new Uri("http://127.0.0.1:0"), TimeProvider.System);
        Assert.True(started.Succeeded, started.Message);
        return started.Value;
    }

    private IEnumerable<string> Configuration()
    {
        yield return $"--Holdfast:Data:Path={_folder.FullName}";
        yield return $"--Holdfast:Stores:primary:Url={Primary.Url}";
        yield return $"--Holdfast:Stores:replica:Url={Replica.Url}";
        yield return $"--Holdfast:Tiers:hot:Bucket={Bucket}";
        yield return "--Holdfast:Tiers:hot:Retention=7.00:00:00";
        yield return "--Holdfast:Tiers:hot:Targets:0:Store=primary";
        yield return $"--Holdfast:Tiers:hot:Targets:0:Bucket={Bucket}";
        yield return "--Holdfast:Tiers:hot:Targets:1:Store=replica";
        yield return $"--Holdfast:Tiers:hot:Targets:1:Bucket={Bucket}";

        // The tests are about what happens, not how fast: a busy machine must not turn a fallback into a deferral.
        yield return "--Holdfast:Delivery:Timeout=00:00:10";
        yield return "--Holdfast:Delivery:TryTimeout=00:00:01";
        yield return "--Holdfast:Breaker:Isolation=00:00:01";
        yield return "--Holdfast:Breaker:IsolationExtension=00:00:01";
        yield return "--Holdfast:Breaker:Evaluation=00:00:02";
        yield return "--Holdfast:Breaker:MinimumProbes=2";
        yield return "--Logging:LogLevel:Default=None";
        foreach (var setting in _more)
            yield return setting;
    }
}
