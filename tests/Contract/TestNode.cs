using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Embedded.Faults;
using Holdfast.Tests.Support;

namespace Holdfast.Tests.Contract;

/// <summary>
/// A Holdfast of either head in this process before two embedded stores of its own, all over real sockets on loopback. The stores live on when
/// the node is restarted.
/// </summary>
internal sealed class TestNode : IAsyncDisposable
{
    public const string Bucket = "telemetry_hot";

    /// <summary>Times short enough to see a whole outage within a test; every wait is for a condition, with this as its limit.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-test-");
    private readonly HeadStarter _starter;
    private readonly string[] _more;
    private IRunningHead? _head;
    private HttpClient? _http;

    private readonly ReservedPort[] _ports;

    private TestNode(HeadStarter starter, ReservedPort[] ports, EmbeddedStoreServer primary, EmbeddedStoreServer replica, string[] more)
    {
        _starter = starter;
        _ports = ports;
        Primary = primary;
        Replica = replica;
        _more = more;
    }

    public EmbeddedStoreServer Primary { get; }

    public EmbeddedStoreServer Replica { get; }

    public IRunningHead Head => _head ?? throw new InvalidOperationException("the node is not running");

    public HttpClient Http => _http ?? throw new InvalidOperationException("the node is not running");

    public static async Task<TestNode> StartAsync(HeadStarter starter, params string[] more)
    {
        // A store that refuses does not listen meanwhile, and must find its port again.
        ReservedPort[] ports = [ReservedPort.Take(), ReservedPort.Take()];
        var node = new TestNode(starter, ports, await StoreAsync(ports[0]), await StoreAsync(ports[1]), more);
        await node.StartServerAsync();
        await VerifiedTargets.UntilAskedAsync(node.Head.Services);
        return node;
    }

    public async Task StartServerAsync()
    {
        _head = await _starter([.. Configuration()]);
        _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = _head.Address };
    }

    public async Task StopServerAsync()
    {
        _http?.Dispose();
        if (_head is { } head)
            await head.DisposeAsync();
        _head = null;
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
        using var client = new HttpClient();
        using var content = new FormUrlEncodedContent([new("q", "SELECT v FROM m"), new("db", Bucket)]);
        using var answer = await client.PostAsync(new Uri(store.Url, "/query"), content);
        var body = await answer.Content.ReadAsStringAsync();
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
        Array.ForEach(_ports, static port => port.Dispose());
        _folder.Delete(recursive: true);
    }

    private static async Task<EmbeddedStoreServer> StoreAsync(ReservedPort port)
    {
        var started = await EmbeddedStoreServer.StartAsync(new(), new Uri($"http://127.0.0.1:{port.Number}"), TimeProvider.System);
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
        yield return "--Holdfast:Delivery:Timeout=00:00:30";
        yield return "--Holdfast:Delivery:TryTimeout=00:00:08";
        yield return "--Holdfast:Breaker:Isolation=00:00:01";
        yield return "--Holdfast:Breaker:IsolationExtension=00:00:01";
        yield return "--Holdfast:Breaker:Evaluation=00:00:02";
        yield return "--Holdfast:Breaker:MinimumProbes=2";
        yield return "--Logging:LogLevel:Default=None";
        foreach (var setting in _more)
            yield return setting;
    }
}
