using System.Text;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Peers;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Telemetry;
using Holdfast.Pipeline.Tracing;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Pipeline.Tests.Support;

/// <summary>The real pipeline over fake stores and a disk in memory, under virtual time.</summary>
internal sealed class WritingRig
{
    public const string Bucket = "telemetry_hot";

    public const string ColdBucket = "telemetry_cold";

    private WritingRig(VirtualWorld world, WritingRigOptions options, FileDeferredLog log, FileDeadLetters letters, MemoryDisk disk)
    {
        Time = world.Time;
        Log = log;
        Letters = letters;
        Disk = disk;
        Settings = options.Settings();
        Tier = Settings.Table.TierNamed("hot")!;
        Stores = [.. Settings.Table.Stores.Select(static _ => new FakeStore())];
        Breakers = new BreakerRegistry(Settings.Table.Stores.Select(static store => store.Name), Settings.Breaker, Time, seed: 7, options.Follow);
        var runtimes = Settings.Table.Stores
            .Select((store, index) => new StoreRuntime(new(Settings.Stores[store.Name], Stores[index], Time), Breakers[store.Name], new(Settings.Recovery, Time), Time))
            .ToList();
        Retention = new(Settings.Table, name => runtimes.Single(store => store.Name == name).Client, static _ => true, static _ => { }, Time);
        Metrics = new(options.Meters ?? new TelemetryMeters());
        Targets = new(Settings.Table, runtimes, new(runtimes, Retention, Metrics, Time), Retention, Settings.Delivery, Time);
        Traffic = new(Settings.Table);
        Book = new(seed: 42, Time);
        Retries = new(Settings.Delivery);
        var runner = new AttemptRunner(Settings.Delivery, Retries, Metrics, static () => 0.5, Time);
        Fences = new(FenceBook.LingerFor(Settings), Time, options.Shared);
        Settling = new(log.Lanes, Settings.Recovery.Settle, Time);
        Pipeline = new(Targets, runner, new(options.Fence ? log : new FencelessLog(log), Fences, Settling, Time, Book), Settings.Delivery, Time, Book);
        Schemas = new(Settings.Table, options.Contracts ?? ContractSet.Empty, Settings.Limits);
        Lineage = new(seed: 42);
        Admission = new(Settings.Limits);
        Ingestor = new(Settings, Admission, Schemas, new IdempotencyCache(Settings.Limits, Time), Pipeline, letters, new(Metrics, Traffic, new(NullLogger<EventLog>.Instance)), Lineage, Time, Book);
        Held = new(Targets, Settings.Limits, Time);
        Drain = new(Settings.Table, Targets, Retention, log, Settling, Fences, Held, letters, Settings.Delivery, Time, Schemas, Book, Metrics);
        Rescue = new(Settings.Table, Targets, Retention, log, Settling, Settings.Delivery, Time, Book);
        Rewinder = new(Targets, Retention, Fences, new(disk.Root(), Fences, Settings.Table, Settings.Recovery, Time), letters, Settings.Delivery, Settings.Recovery, Time);
        Prober = new(Settings.Table, Targets, Time);
        Ports = new()
        {
            RewindPending = _ => RewindPending,
            RewindAsync = (store, _) => Rewind(store),
            DrainAsync = new StoreBackfill(Drain, Held, log, Settings.Delivery).StepAsync,
            ReconcileAsync = (store, spans, _) => Reconcile(store, spans),
        };
        Performer = new(Settings, Targets, log, Prober, Ports, Time);
        Recovery = new(Settings, Targets, Performer, disk.Root(), new(NullLogger<EventLog>.Instance), Time);
        Desk = new(letters, Ingestor, Lineage);
        new PipelineWiring(Settings.Table, Breakers, Targets, Retention, log, letters, Recovery, Metrics, new(NullLogger<EventLog>.Instance), Time).Connect();
    }

    public VirtualTime Time { get; }

    public HoldfastSettings Settings { get; }

    public Tier Tier { get; }

    public IReadOnlyList<FakeStore> Stores { get; }

    public FakeStore Primary => Stores[0];

    public FakeStore Replica => Stores[1];

    public BreakerRegistry Breakers { get; }

    public TargetDirectory Targets { get; }

    public RetentionVerifier Retention { get; }

    public WritePipeline Pipeline { get; }

    public SchemaRegistry Schemas { get; }

    public Admission Admission { get; }

    public Ingestor Ingestor { get; }

    public SettlingBook Settling { get; }

    public StoreDrain Drain { get; }

    public FenceBook Fences { get; }

    public Rewinder Rewinder { get; }

    public RescueDrain Rescue { get; }

    public StoreProber Prober { get; }

    public DeadLetterDesk Desk { get; }

    public BackfillSchema Held { get; }

    public RecoveryPorts Ports { get; }

    public RecoveryPerformer Performer { get; }

    public RecoveryRunner Recovery { get; }

    public bool RewindPending { get; set; }

    public Func<string, Task<RewindOutcome>> Rewind { get; set; } = static _ => Task.FromResult(new RewindOutcome(default, [], null));

    public Func<string, IReadOnlyList<RecoverySpan>, Task<ComparisonResult>> Reconcile { get; set; } =
        static (_, _) => Task.FromResult(new ComparisonResult(ReconcileEnd.Compared, "equal"));

    public HoldfastMetrics Metrics { get; }

    public TrafficBook Traffic { get; }

    public RetryGate Retries { get; }

    public LineageIds Lineage { get; }

    public LineageBook Book { get; }

    public FileDeferredLog Log { get; }

    public FileDeadLetters Letters { get; }

    public MemoryDisk Disk { get; }

    public static async Task<WritingRig> StartAsync(VirtualWorld world, WritingRigOptions? options = null, MemoryDisk? disk = null)
    {
        options ??= new();
        disk ??= new(new Random(1));
        var data = options.Settings().Data;
        var log = await FileDeferredLog.OpenAsync(disk.Root(), data, world.Time, CancellationToken.None);
        var letters = await FileDeadLetters.OpenAsync(disk.Root(), DeadLetterLimits.From(data), CancellationToken.None);
        Assert.True(log.Succeeded && letters.Succeeded);
        var rig = new WritingRig(world, options, log.Value, letters.Value, disk);
        await rig.Retention.VerifyAllAsync(CancellationToken.None);
        return rig;
    }

    /// <summary>A batch of points <c>m v=N TIME</c>, one per value, a second apart from the start of the virtual time.</summary>
    public Batch Batch(params int[] values)
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(values.Select(static value => $"{Line(value)}\n")));
        return new(Tier, $"key-{string.Join('-', values)}", Lineage.Next(), lines, values.Length, TimeOf(values.Min()), TimeOf(values.Max()));
    }

    public static string Line(int value) => $"m v={value}i {TimeOf(value)}";

    public static long TimeOf(int value) => UnixTime.Nanoseconds(VirtualTime.Start) + value * 1_000_000_000L;

    /// <summary>Delivers the next piece of what a store is owed for the bucket.</summary>
    public Task<DrainResult> DrainAsync(string store = "s0", string bucket = Bucket) => Drain.StepAsync(new(store, bucket), CancellationToken.None);

    /// <summary>Delivers the next piece of what no store holds for the bucket.</summary>
    public Task<DrainResult> RescueAsync() => Rescue.StepAsync(OwedLane.Unstored(Bucket), StoreDrain.StepBytes, CancellationToken.None);

    public Task<WriteOutcome> WriteAsync(params int[] values) => Pipeline.WriteAsync(Batch(values), null);

    public Task<IngestReply> IngestAsync(
        string text, string? key = null, TimestampPrecision precision = TimestampPrecision.Nanoseconds, string bucket = Bucket) =>
        Ingestor.WriteAsync(new(bucket, precision, key, null, DeadLetterSource.Http, Encoding.UTF8.GetBytes(text)));

    public async Task<IReadOnlyList<DeadLetter>> LettersAsync() => (await Letters.ListAsync(null, null, 1000, CancellationToken.None)).Letters;

    /// <summary>Asks the stores for their time to live, where that is due.</summary>
    public Task VerifyAsync() => Retention.VerifyAllAsync(CancellationToken.None);

    /// <summary>Lets time pass, ticking the breakers every second as the head does.</summary>
    public async Task PassAsync(double seconds)
    {
        for (var second = 0.0; second < seconds; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(1, seconds - second)), Time);
            Breakers.Tick();
        }
    }
}
