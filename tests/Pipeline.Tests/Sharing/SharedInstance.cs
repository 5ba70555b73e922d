using System.Text;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Tests.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Tests.Sharing;

/// <summary>One of several instances of the real pipeline over the same stores, queue and board.</summary>
internal sealed class SharedInstance
{
    private SharedInstance(SharedRig rig, string name, FileDeadLetters letters)
    {
        var time = rig.World.Time;
        Settings = rig.Settings;
        Options = rig.Options with { Instance = name };
        Tail = new(rig.Board, Options, Settings.Data.MaxAge + SharingServices.NoteMargin, time);
        SharedFences = new(Tail, Options, FenceBook.LingerFor(Settings), time);
        Fences = new(FenceBook.LingerFor(Settings), time, SharedFences);
        Settling = new([], Settings.Recovery.Settle, time);
        Log = new(rig.Queue, Tail, Settling, Options, Settings.Data, rig.Probe, time);
        Breakers = new BreakerRegistry(Settings.Table.Stores.Select(static store => store.Name), Settings.Breaker, time, seed: 7);
        var runtimes = Settings.Table.Stores
            .Select((store, index) => new StoreRuntime(
                new(Settings.Stores[store.Name], new GatedTransport(this, index, rig.Stores[index]), time), Breakers[store.Name], new(Settings.Recovery, time, replays: false), time))
            .ToList();
        var metrics = new HoldfastMetrics(new TelemetryMeters());
        Retention = new(Settings.Table, store => runtimes.Single(runtime => runtime.Name == store).Client, static _ => true, static _ => { }, time);
        Targets = new(Settings.Table, runtimes, new(runtimes, Retention, metrics, time), Retention, Settings.Delivery, time);
        Keeper = new(Tail, Log, Targets, SharedFences, Options, time);
        var runner = new AttemptRunner(Settings.Delivery, new(Settings.Delivery), metrics, static () => 0.5, time);
        Pipeline = new(Targets, runner, new(Log, Fences, Settling, time), Settings.Delivery, time);
        var held = new BackfillSchema(Targets, Settings.Limits, time);
        Drain = new(Settings.Table, Targets, Retention, Log, Settling, Fences, held, letters, Settings.Delivery, time);
        Rescue = new(Settings.Table, Targets, Retention, Log, Settling, Settings.Delivery, time);
        _rig = rig;
    }

    private readonly SharedRig _rig;

    public HoldfastSettings Settings { get; }

    public SharingOptions Options { get; }

    public FenceTail Tail { get; }

    public SharedFences SharedFences { get; }

    public FenceBook Fences { get; }

    public SettlingBook Settling { get; }

    public SessionDeferredLog Log { get; }

    public BreakerRegistry Breakers { get; }

    public RetentionVerifier Retention { get; }

    public TargetDirectory Targets { get; }

    public FenceKeeper Keeper { get; }

    public WritePipeline Pipeline { get; }

    public StoreDrain Drain { get; }

    public RescueDrain Rescue { get; }

    /// <summary>The stores that this instance cannot reach, by index, although others can.</summary>
    public HashSet<int> CutOff { get; } = [];

    public static async Task<SharedInstance> StartAsync(SharedRig rig, string name)
    {
        var disk = new MemoryDisk(new Random(1));
        var letters = await FileDeadLetters.OpenAsync(disk.Root(), DeadLetterLimits.From(rig.Settings.Data), CancellationToken.None);
        Assert.True(letters.Succeeded);
        var instance = new SharedInstance(rig, name, letters.Value);
        await instance.Retention.VerifyAllAsync(CancellationToken.None);
        return instance;
    }

    /// <summary>Writes one value of one point.</summary>
    public Task<WriteOutcome> WriteAsync(int value, int second = 0) => Pipeline.WriteAsync(Batch(value, second), null);

    public Batch Batch(int value, int second = 0)
    {
        var at = WritingRig.TimeOf(second);
        return new(
            Settings.Table.TierNamed("hot")!, $"key-{value}", $"lineage-{value}", Encoding.UTF8.GetBytes(SharedRig.Line(value, second) + "\n"), 1, at, at);
    }

    public Task<string?> StepAsync() => Keeper.StepAsync(CancellationToken.None);

    /// <summary>Drains the store's lane until nothing is owed in it as far as this instance knows.</summary>
    public async Task DrainAsync(string store = "s0")
    {
        var lane = new OwedLane(store, WritingRig.Bucket);
        for (var turn = 0; turn < 300 && Log.Owed(lane).Batches > 0; turn++)
        {
            await Drain.StepAsync(lane, CancellationToken.None);
            await _rig.PassAsync(1);
        }

        Assert.Equal(0, Log.Owed(lane).Batches);
    }

    private sealed class GatedTransport(SharedInstance instance, int index, FakeStore store) : IStoreTransport
    {
        public Task<StoreResponse> SendAsync(StoreRequest request, CancellationToken ct) => instance.CutOff.Contains(index)
            ? Task.FromResult(StoreResponse.Failed(TransportFailureKind.Refused, "cut off"))
            : store.SendAsync(request, ct);
    }
}
