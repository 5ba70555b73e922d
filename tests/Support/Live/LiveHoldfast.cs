using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Hosting;

namespace Holdfast.Tests.Support.Live;

/// <summary>
/// A whole Standalone inside this process, on a port and a data folder of its own, in front of real stores. Its breakers are patient for
/// seconds instead of minutes; everything else is as it is delivered.
/// </summary>
internal sealed class LiveHoldfast : IAsyncDisposable
{
    /// <summary>How long anything that must come is waited for: far beyond what is seen on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Quick =
    [
        "Breaker:Isolation=00:00:02", "Breaker:IsolationExtension=00:00:00", "Breaker:Jitter=0", "Breaker:Evaluation=00:00:03",
        "Breaker:MinimumProbes=3",
    ];

    /// <summary>
    /// More time for each request than is delivered, for tests that are about what happens and not how fast: a store that makes its first
    /// files on a busy disk must not count as hung.
    /// </summary>
    public static IReadOnlyList<string> Unhurried { get; } = ["Delivery:Timeout=00:00:10", "Delivery:TryTimeout=00:00:02"];

    /// <summary>Still more, up to the limit of a try: for tests in which no store hangs, so that nothing but the store's answer decides.</summary>
    public static IReadOnlyList<string> Patient { get; } = ["Delivery:Timeout=00:00:40", "Delivery:TryTimeout=00:00:10"];

    private readonly string[] _arguments;
    private StandaloneServer _server;

    private LiveHoldfast(StandaloneServer server, string folder, string[] arguments)
    {
        _server = server;
        _arguments = arguments;
        Folder = folder;
        Http = new HttpClient { BaseAddress = new Uri(server.Addresses[0]) };
    }

    /// <summary>A client of it; another one after a restart.</summary>
    public HttpClient Http { get; private set; }

    /// <summary>Where it listens; elsewhere after a restart.</summary>
    public string Url => _server.Addresses[0];

    /// <summary>Its data folder.</summary>
    public string Folder { get; }

    /// <summary>Starts it.</summary>
    /// <param name="keys">Configuration below section <c>Holdfast</c>, such as <c>Stores:primary:Api=V1</c>; a later key replaces an earlier one.</param>
    public static Task<LiveHoldfast> StartAsync(params IEnumerable<string> keys) => StartAsync(everythingLogged: false, keys);

    /// <summary>Starts it, and with everything logged to the console as it is at this moment, if that is wanted.</summary>
    public static async Task<LiveHoldfast> StartAsync(bool everythingLogged, IEnumerable<string> keys)
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-live-").FullName;
        string[] rest =
        [
            .. everythingLogged
                ? new[] { "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Holdfast=Trace", "--Logging:LogLevel:Microsoft=Trace", "--Logging:LogLevel:System=Trace" }
                : ["--Logging:LogLevel:Default=Error", "--Logging:LogLevel:Holdfast.Pipeline.Telemetry.EventLog=None"],
            $"--Holdfast:Data:Path={folder}",
            .. Quick.Concat(keys).Select(static key => $"--Holdfast:{key}"),
        ];
        var server = await ServeAsync(rest);
        await VerifiedTargets.UntilAskedAsync(server.Services);
        return new(server, folder, rest);
    }

    /// <summary>Stops it as a service manager does, lets the data folder be tampered with, and starts it again.</summary>
    public async Task RestartAsync(Func<Task> meanwhile)
    {
        Http.Dispose();
        await _server.DisposeAsync();
        await meanwhile();
        _server = await ServeAsync(_arguments);
        Http = new HttpClient { BaseAddress = new Uri(Url) };
    }

    /// <summary>Configuration of a store.</summary>
    public static string[] Store(string name, string url, string api) => [$"Stores:{name}:Url={url}", $"Stores:{name}:Api={api}"];

    /// <summary>Configuration of a tier whose targets are, in this order, <c>STORE=BUCKET</c>.</summary>
    public static string[] Tier(string name, string bucket, string retention, params string[] targets) =>
    [
        $"Tiers:{name}:Bucket={bucket}",
        $"Tiers:{name}:Retention={retention}",
        .. targets.SelectMany((target, position) => new[]
        {
            $"Tiers:{name}:Targets:{position}:Store={target.Split('=')[0]}",
            $"Tiers:{name}:Targets:{position}:Bucket={target.Split('=')[1]}",
        }),
    ];

    /// <summary>Writes lines as InfluxDB 2's clients do.</summary>
    public Task<LiveAnswer> WriteV2Async(string bucket, string lines, string precision = "ns") =>
        PostAsync($"/api/v2/write?bucket={Uri.EscapeDataString(bucket)}&precision={precision}", lines);

    /// <summary>Writes lines, again while the answer is 503: as a producer does that must not lose them.</summary>
    public async Task<LiveAnswer> DeliverAsync(string bucket, string lines)
    {
        LiveAnswer? answer = null;
        await UntilAsync("the write is acknowledged", async () => (answer = await WriteV2Async(bucket, lines)).Status != 503);
        return answer!.Status is >= 200 and < 300 ? answer : throw new InvalidOperationException($"{answer}");
    }

    /// <summary>Writes lines as InfluxDB 1's clients do.</summary>
    /// <param name="query">Such as <c>db=telemetry&amp;rp=hot</c>.</param>
    /// <param name="lines">The lines.</param>
    public Task<LiveAnswer> WriteV1Async(string query, string lines) => PostAsync($"/write?{query}", lines);

    /// <summary>One of the operators' documents.</summary>
    public async Task<JsonElement> ReadAsync(string path)
    {
        using var document = JsonDocument.Parse(await Http.GetStringAsync(path));
        return document.RootElement.Clone();
    }

    /// <summary>One store of <c>/ops/stores</c>.</summary>
    public async Task<JsonElement> StoreAsync(string name) =>
        (await ReadAsync("/ops/stores")).GetProperty("stores").EnumerateArray().First(store => store.GetProperty("name").GetString() == name);

    /// <summary>The target by which a store serves a tier, from <c>/ops/stores</c>.</summary>
    public async Task<JsonElement> TargetAsync(string store, string tier) =>
        (await StoreAsync(store)).GetProperty("targets").EnumerateArray().First(target => target.GetProperty("tier").GetString() == tier);

    /// <summary>How many batches a store is owed, from <c>/ops/deferred</c>.</summary>
    public async Task<long> OwedAsync(string store) =>
        (await ReadAsync("/ops/deferred")).GetProperty("stores").EnumerateArray()
            .Where(entry => entry.GetProperty("store").GetString() == store)
            .Sum(static entry => entry.GetProperty("batches").GetInt64());

    /// <summary>Waits until a store's breaker is in a mode: <c>closed</c>, <c>open</c>, <c>halfopen</c>.</summary>
    public Task UntilModeAsync(string store, string mode) =>
        UntilAsync($"{store} is {mode}", async () => (await StoreAsync(store)).GetProperty("mode").GetString() == mode);

    /// <summary>Waits until a store is closed and owed nothing.</summary>
    public async Task UntilDrainedAsync(string store)
    {
        await UntilModeAsync(store, "closed");
        await UntilAsync($"{store} is owed nothing", async () => await OwedAsync(store) == 0);
    }

    /// <summary>Waits until a store is closed, and then until it is owed nothing; tells how long each took from now on.</summary>
    public async Task<(TimeSpan Closed, TimeSpan Drained)> UntilRecoveredAsync(string store)
    {
        var clock = Stopwatch.StartNew();
        await UntilModeAsync(store, "closed");
        var closed = clock.Elapsed;
        await UntilDrainedAsync(store);
        return (closed, clock.Elapsed);
    }

    /// <summary>Waits until a target may be written to, or until it may not.</summary>
    public Task UntilEligibleAsync(string store, string tier, bool eligible) => UntilAsync(
        $"{store} is {(eligible ? "" : "not ")}eligible for {tier}", async () => (await TargetAsync(store, tier)).GetProperty("eligible").GetBoolean() == eligible);

    /// <summary>Every dead letter whole, in the order of their ids.</summary>
    public async Task<IReadOnlyList<JsonElement>> LettersAsync()
    {
        var letters = new List<JsonElement>();
        foreach (var head in (await ReadAsync("/ops/deadletters?limit=1000")).GetProperty("letters").EnumerateArray())
            letters.Add(await ReadAsync($"/ops/deadletters/{head.GetProperty("id").GetString()}"));
        return letters;
    }

    /// <summary>Redrives dead letters; fails unless that succeeds for so many.</summary>
    public async Task RedriveAsync(object selection, int expected = 1)
    {
        var answer = await PostAsync("/ops/deadletters/redrive", JsonSerializer.Serialize(selection));
        using var result = JsonDocument.Parse(answer.Body);
        if (answer.Status != 200 || result.RootElement.GetProperty("redriven").GetInt32() != expected || result.RootElement.GetProperty("failed").GetArrayLength() > 0)
            throw new InvalidOperationException($"{answer}");
    }

    /// <summary>The value of one series of <c>/metrics</c>: of the family, with all of these labels; 0 when there is none.</summary>
    public async Task<double> MetricAsync(string family, params string[] labels) =>
        (await Http.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith(family + "{", StringComparison.Ordinal) && Array.TrueForAll(labels, label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(static line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>Waits for what must come; after <see cref="Patience"/> fails with the state as it is.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"{what}: not within {Patience.TotalSeconds} s; {await ReadAsync("/ops/stores")}");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Stops it and deletes its folder. Safe to call twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(Folder))
            return;
        Http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Posts a body.</summary>
    public async Task<LiveAnswer> PostAsync(string path, string lines)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(lines));
        using var response = await Http.PostAsync(path, content);
        return await LiveAnswer.ReadAsync(response);
    }

    private static async Task<StandaloneServer> ServeAsync(string[] arguments)
    {
        var (server, failure) = await ServeProgram.StartAsync(new ServeArguments(null, ["http://127.0.0.1:0"], arguments), CancellationToken.None);
        return server ?? throw new InvalidOperationException($"Holdfast did not start: {string.Join('\n', failure!.Errors)}");
    }
}
