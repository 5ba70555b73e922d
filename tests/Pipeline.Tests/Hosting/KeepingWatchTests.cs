using System.Collections.Immutable;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Reconciling;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Tests.Hosting;

public sealed class KeepingWatchTests
{
    private readonly List<string> _events = [];

    [Fact]
    public void Look_NoStoreHoldsIt_TellsTheBeginningAndTheEndOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Breaker = new() { ConsecutiveFailures = 100, MinimumThroughput = 100 } });
        var watch = Watch(rig);
        watch.Begin();
        foreach (var store in rig.Stores)
            store.Refuse();
        await rig.WriteAsync(1);
        watch.Look();
        await rig.WriteAsync(2);
        watch.Look();
        Assert.Equal(["143 1 batches are in no store, only in the deferred log"], _events);

        _events.Clear();
        foreach (var store in rig.Stores)
            store.Recover();
        await rig.PassAsync(20);
        while ((await rig.DrainAsync()).Batches > 0)
        {
        }

        watch.Look();
        watch.Look();
        Assert.Equal(["144 Everything that is owed is in some store again"], _events);
    });

    [Fact]
    public void Look_LogFillsAndIsDrained_TellsEachStep() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Data = new() { MaxBytes = 64 * 1024, SegmentBytes = 4 * 1024 } });
        var watch = Watch(rig);
        watch.Begin();
        rig.Primary.Refuse();
        for (var value = 1; rig.Log.Share <= 0.72; value++)
            await rig.WriteAsync(value);
        watch.Look();
        watch.Look();
        Assert.StartsWith("141 The room of the deferred log is Scarce: ", Assert.Single(_events), StringComparison.Ordinal);
    });

    [Fact]
    public void Look_LettersAdded_TellsHowManyOfWhatReason() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.IngestAsync("before");
        var watch = Watch(rig);
        watch.Begin();
        Assert.Empty(_events);
        await rig.IngestAsync("one\ntwo\nthree");
        watch.Look();
        watch.Look();
        Assert.Equal(["147 3 dead letters were added with reason missing_fields; there are 4 of it"], _events);
    });

    [Fact]
    public void Look_Report_IsToldOnceAndByWhatItFound() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var book = new ReconcileBook(rig.Disk.Root());
        await book.AddAsync(Report("old", 0, 0));
        var watch = new KeepingWatch(rig.Log, rig.Letters, book, new(new Recorder(_events)));
        watch.Begin();
        Assert.Empty(_events);
        await book.AddAsync(Report("new", 5, 1));
        watch.Look();
        watch.Look();
        Assert.Equal(["151 Reconciliation of hot ended Complete (new, Timer): 1 windows, 5 points missing, 5 repaired, 0 conflicting, 0 refused"], _events);
    });

    [Fact]
    public void Look_FilesDeleted_TellsWhichOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Data = new() { MaxBytes = 64 * 1024, SegmentBytes = 1024 } });
        var watch = Watch(rig);
        watch.Begin();
        rig.Primary.Refuse();
        for (var value = 1; value <= 20; value++)
            await rig.WriteAsync(value);
        string[] files = [.. rig.Disk.Names("deferred").Where(static name => name.EndsWith(".log", StringComparison.Ordinal))];
        Assert.True(files.Length > 2);
        rig.Disk.Remove("deferred", files[0]);
        rig.Disk.Remove("deferred", files[^1]);
        await rig.Log.CheckAsync();
        watch.Look();
        await rig.Log.CheckAsync();
        watch.Look();
        Assert.Equal(
            [
                $"148 The deferred log lost its open file to somebody else 1 times and wrote it again: {files[^1]} was gone from its folder; nothing of it is lost",
                $"149 The deferred log lost 1 files that somebody else deleted or cut: {files[0]}",
            ],
            _events);
    });

    private static ReconcileReport Report(string id, int missing, int minute) => new()
    {
        Id = id,
        Tier = "hot",
        Cause = ReconcileCause.Timer,
        Range = new(0, 1),
        StartedAt = VirtualTime.Start + TimeSpan.FromMinutes(minute),
        Duration = TimeSpan.FromSeconds(1),
        Pairs = ImmutableArray.Create(new PairReport { Store = "s0", With = "s1", Tally = new(1, 1, 0, missing, missing, 0, 0) }),
    };

    private KeepingWatch Watch(WritingRig rig) => new(rig.Log, rig.Letters, new(rig.Disk.Root()), new(new Recorder(_events)));

    private sealed class Recorder(List<string> events) : ILogger<EventLog>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            events.Add($"{eventId.Id} {formatter(state, exception)}");
    }
}
