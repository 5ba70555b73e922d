using System.Globalization;
using Holdfast.Functions.Hosting;
using Holdfast.Functions.Redis;
using Holdfast.Functions.ServiceBus;
using Holdfast.Functions.Tests.Redis;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Quarantine;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Quarantine;
using Holdfast.Pipeline.Tests.Reconciling;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Batching;
using Holdfast.Tests.Support.Sharing;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>
/// What lies around the composed head, under virtual time: two stores, the task hub, and the queues and the Redis that instances share. Of the
/// composition only what talks to the outside is replaced, right before the client's own call.
/// </summary>
internal sealed class HeadWorld
{
    public const string Bucket = "telemetry_hot";

    /// <summary>How the tests configure the head: phases that take minutes otherwise are short.</summary>
    public static readonly (string Key, string Value)[] Settings =
    [
        ("Holdfast:Tiers:hot:Bucket", Bucket), ("Holdfast:Tiers:hot:Targets:0:Retention", "7d"), ("Holdfast:Tiers:hot:Targets:1:Retention", "7d"),
        ("Holdfast:Stores:primary:Org", ""), ("Holdfast:Stores:replica:Api", "V2"),
        ("Holdfast:Auth:Tokens:0:Token", "0123456789abcdef"), ("Holdfast:Auth:Tokens:0:Role", "Operator"),
        ("Holdfast:Breaker:Isolation", "20s"), ("Holdfast:Recovery:Soak", "45s"),
        ("Holdfast:Recovery:BackfillStart", "1024"), ("Holdfast:Recovery:BackfillFloor", "1024"),
    ];

    private readonly VirtualWorld _world;

    public HeadWorld(VirtualWorld world)
    {
        _world = world;
        Hub = new(world.Time);
        Queue = new(world.Time);
        Board = new(world.Time);
        Redis = new(world.Time);
        PrimaryContent = new(Primary);
        ReplicaContent = new(Replica);
    }

    public VirtualTime Time => _world.Time;

    public FakeStore Primary { get; } = new();

    public FakeStore Replica { get; } = new();

    public InfluxFake PrimaryContent { get; }

    public InfluxFake ReplicaContent { get; }

    public TaskHub Hub { get; }

    public MemorySessionQueue Queue { get; }

    public MemoryBoard Board { get; }

    public FakeRedis Redis { get; }

    public FakeShelf Letters { get; } = new();

    /// <summary>Called after the primary has taken a write from an instance, and before that instance hears of it.</summary>
    public Action<HeadInstance> PrimaryAnswered { get; set; } = static _ => { };

    /// <summary>The last value that was acknowledged of each second.</summary>
    public Dictionary<int, int> Acknowledged { get; } = [];

    /// <summary>A local instance: its folder is a disk in memory.</summary>
    public async Task<HeadInstance> StartLocalAsync(IServiceCollection services)
    {
        var disk = new MemoryDisk(new Random(1));
        var data = new DataOptions();
        var log = await FileDeferredLog.OpenAsync(disk.Root(), data, Time, CancellationToken.None);
        var letters = await FileDeadLetters.OpenAsync(disk.Root(), DeadLetterLimits.From(data), CancellationToken.None);
        services.Replace(ServiceDescriptor.Singleton<IDeferredLog>(log.Value!));
        services.Replace(ServiceDescriptor.Singleton(log.Value!));
        services.Replace(ServiceDescriptor.Singleton<IDeadLetters>(letters.Value!));
        services.Replace(ServiceDescriptor.Singleton<IStorage>(disk.Root()));
        return await StartAsync(services, new());
    }

    /// <summary>One of several instances.</summary>
    public Task<HeadInstance> StartSharedAsync(IServiceCollection services)
    {
        var life = new LifeLine();
        services.Replace(ServiceDescriptor.Singleton<ISessionQueue>(new LivingQueue(Queue, life)));
        services.Replace(ServiceDescriptor.Singleton<ISharedBoard>(new LivingBoard(Board, life)));
        services.Replace(ServiceDescriptor.Singleton<IRedis>(Redis));
        services.Replace(ServiceDescriptor.Singleton(new QueueSizes(new NoAdministration())));
        services.Replace(ServiceDescriptor.Singleton(provider => new QueueDeadLetters(
            Letters, [], provider.GetRequiredService<HoldfastSettings>().Data, provider.GetRequiredService<EventLog>(), seed: 5)));
        return StartAsync(services, life);
    }

    private async Task<HeadInstance> StartAsync(IServiceCollection services, LifeLine life)
    {
        var client = Hub.ClientOf(life);
        var instance = new HeadInstance(life, client, self =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
            services.Replace(ServiceDescriptor.Singleton<StoreTransportFactory>((settings, _) => settings.Definition.Name == "primary"
                ? new LivingStore(Primary, self, by => PrimaryAnswered(by))
                : new LivingStore(Replica, self, static _ => { })));
            services.Replace(ServiceDescriptor.Singleton(provider => LifecycleView.Over(provider, new MemoryDisk(new Random(2)).Root())));
            services.AddSingleton<DurableTaskClient>(client);
            return services.BuildServiceProvider();
        });
        Hub.Join(instance);
        await instance.StartAsync();
        return instance;
    }

    /// <summary>Writes one value of one second; the last one that was acknowledged is what the primary must have in the end.</summary>
    /// <returns>Where it went; null when there was no answer.</returns>
    public async Task<string?> WriteAsync(HeadInstance instance, int second, int value)
    {
        var line = $"m v={value}i {WritingRig.TimeOf(ReconcilingRig.Past + second)}";
        if (await instance.CallAsync("WriteV2", $"?bucket={Bucket}&precision=ns", line) is not { } response)
            return null;
        Assert.True(response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status202Accepted, $"{second}: {response.StatusCode}");
        Acknowledged[second] = value;
        return response.Headers["x-routing-tier"].ToString();
    }

    public Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Time);

    /// <summary>What a store has of each second.</summary>
    public static SortedDictionary<int, int> ContentOf(InfluxFake content) => new(content.Cells().ToDictionary(
        static cell => (int)((cell.Key.Time - UnixTime.Nanoseconds(VirtualTime.Start)) / 1_000_000_000) - ReconcilingRig.Past,
        static cell => int.Parse(cell.Value.TrimEnd('i'), CultureInfo.InvariantCulture)));
}
