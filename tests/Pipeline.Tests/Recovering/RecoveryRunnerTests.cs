using System.Text;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Pipeline.Tests.Recovering;

public sealed class RecoveryRunnerTests
{
    private const string File = "s0.json";

    private static readonly WritingRigOptions Options = new() { Recovery = new() { Soak = TimeSpan.FromSeconds(30) } };

    [Fact]
    public void StepAsync_NothingWrong_IsDoneAndWritesNoMoreThanOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options);
        await StepUntilAsync(rig, static record => record.Phase is RecoveryPhase.Done);
        var syncs = rig.Disk.FileSyncs;
        for (var step = 0; step < 100; step++)
            Assert.Equal(new(RecoveryActionKind.Finish, RecoveryRunner.Poll), await rig.Recovery.StepAsync("s0", default));
        Assert.Equal(syncs, rig.Disk.FileSyncs);
        Assert.False(rig.Recovery.IsUnderWay("s0"));
    });

    [Fact]
    public void StepAsync_PrimaryDeadAndBack_GoesThroughEveryPhaseToDone() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options);
        var rewinds = 0;
        rig.Rewind = _ =>
        {
            rewinds++;
            rig.RewindPending = false;
            return Task.FromResult(new RewindOutcome(new(2, 20, 200), [new("hot", 1, 2)], null));
        };
        IReadOnlyList<RecoverySpan> compared = [];
        rig.Reconcile = (_, spans) =>
        {
            compared = spans;
            return Task.FromResult(new ComparisonResult(ReconcileEnd.Compared, "3 windows equal"));
        };
        await KillAsync(rig);
        rig.RewindPending = true;

        var phases = await StepUntilAsync(rig, static record => record.Phase is RecoveryPhase.Done && record.Instance > 0);

        Assert.Equal(
            [RecoveryPhase.Isolated, RecoveryPhase.Probing, RecoveryPhase.Rewinding, RecoveryPhase.Backfilling, RecoveryPhase.Reconciling, RecoveryPhase.Soaking, RecoveryPhase.Done],
            phases);
        Assert.Equal(rig.Replica.Lines, rig.Primary.Lines);
        Assert.Equal((1, 0), (rewinds, rig.Log.Owed("s0").Batches));

        // What was rewound and what was delivered together.
        Assert.Equal(("hot", 1), (compared.Single() is var span ? span.Tier : "", span.MinTime));
        Assert.True(span.MaxTime > 2);
        var summary = Assert.Single(rig.Recovery.FinishedOf("s0"));
        Assert.Equal((1, new RecoveryPortion(2, 20, 200), ReconcileEnd.Compared), (summary.Instance, summary.Rewound, summary.Reconciled));
        Assert.Equal(rig.Replica.Lines.Count, summary.Delivered.Points);
        Assert.True(summary.FinishedAt - summary.StartedAt >= TimeSpan.FromSeconds(30));
    });

    [Fact]
    public void StepAsync_SingleFailureOfAClosedStore_IsBackfilledWithoutIsolation() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options with { Delivery = new() { Retries = 0 } });
        rig.Primary.Refuse();
        await rig.WriteAsync(1);
        rig.Primary.Recover();
        Assert.Equal(
            [RecoveryPhase.Backfilling, RecoveryPhase.Reconciling, RecoveryPhase.Soaking, RecoveryPhase.Done],
            await StepUntilAsync(rig, static record => record.Phase is RecoveryPhase.Done && record.Instance > 0));
        Assert.Equal([WritingRig.Line(1)], rig.Primary.Lines);
    });

    /// <summary>The process dies before every step in turn: the next one goes on where it was, and all that was owed arrives.</summary>
    [Fact]
    public void StepAsync_RestartedAfterEveryStep_GoesOnAtTheSameStep() => VirtualWorld.Run(async world =>
    {
        // A process that never lives as long as a write takes to settle never drains; here it is restarted at every step.
        var restless = Options with { Recovery = Options.Recovery with { Settle = TimeSpan.Zero } };
        var disk = new MemoryDisk(new Random(3));
        var rig = await WritingRig.StartAsync(world, restless, disk);
        await KillAsync(rig);
        var phases = new List<RecoveryPhase>();
        var breakers = rig.Breakers.Export();
        for (var turn = 0; turn < 2000 && (phases.Count == 0 || phases[^1] is not RecoveryPhase.Done); turn++)
        {
            var (primary, replica) = (rig.Primary.Lines, rig.Replica.Lines);
            disk.LosePower();
            rig = await WritingRig.StartAsync(world, restless, disk);
            rig.Primary.Lines.AddRange(primary);
            rig.Replica.Lines.AddRange(replica);
            rig.Breakers.Import(breakers);
            await rig.Recovery.LoadAsync();
            if (phases.Count > 0)
                Assert.Equal(phases[^1], rig.Recovery.RecordOf("s0")!.Phase);
            var delay = (await rig.Recovery.StepAsync("s0", default)).Delay;
            await rig.PassAsync(Math.Max(delay.TotalSeconds, 0.001));
            breakers = rig.Breakers.Export();
            var phase = rig.Recovery.RecordOf("s0")!.Phase;
            if (phases.Count == 0 || phases[^1] != phase)
                phases.Add(phase);
        }

        Assert.Equal(
            [RecoveryPhase.Isolated, RecoveryPhase.Probing, RecoveryPhase.Backfilling, RecoveryPhase.Reconciling, RecoveryPhase.Soaking, RecoveryPhase.Done], phases);
        Assert.Equal(rig.Replica.Lines.Distinct(), rig.Primary.Lines.Distinct());
        Assert.Single(rig.Recovery.FinishedOf("s0"));
    });

    [Fact]
    public void LoadAsync_CorruptRecord_IsKeptAsideAndTheRecoveryBeginsFromWhatIsSeen() => VirtualWorld.Run(async world =>
    {
        var disk = new MemoryDisk(new Random(3));
        disk.Write(RecoveryRunner.Folder, File, Encoding.UTF8.GetBytes("""{"Record":{"Store":"s0","Phase":"Nonsense"}}"""));
        var rig = await WritingRig.StartAsync(world, Options, disk);
        await rig.Recovery.LoadAsync();
        Assert.Null(rig.Recovery.RecordOf("s0"));
        Assert.Contains("Nonsense", Encoding.UTF8.GetString(disk.Read(RecoveryRunner.Folder, File + ".corrupt")), StringComparison.Ordinal);
        await KillAsync(rig);
        await rig.Recovery.StepAsync("s0", default);
        Assert.Equal(RecoveryPhase.Isolated, rig.Recovery.RecordOf("s0")!.Phase);
    });

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"Record":null,"Finished":[]}""")]
    [InlineData("""{"Record":{"Store":"s1"},"Finished":[]}""")]
    [InlineData("""{"Record":{"Store":"s0","Version":9},"Finished":[]}""")]
    [InlineData("""{"Record":{"Store":"s0"},"Finished":[null]}""")]
    public void LoadAsync_WhateverTheFileHolds_HindersNothing(string content) => VirtualWorld.Run(async world =>
    {
        var disk = new MemoryDisk(new Random(3));
        disk.Write(RecoveryRunner.Folder, File, Encoding.UTF8.GetBytes(content));
        var rig = await WritingRig.StartAsync(world, Options, disk);
        await rig.Recovery.LoadAsync();
        Assert.Null(rig.Recovery.RecordOf("s0"));
        await rig.Recovery.StepAsync("s0", default);
        Assert.Equal(RecoveryPhase.Done, rig.Recovery.RecordOf("s0")!.Phase);
    });

    [Fact]
    public void StepAsync_DiskFails_GoesOnAndSavesLater() => VirtualWorld.Run(async world =>
    {
        var disk = new MemoryDisk(new Random(3));
        var rig = await WritingRig.StartAsync(world, Options, disk);
        await KillAsync(rig);
        disk.Faults.Fail(MemoryStep.Create, 1);
        await StepUntilAsync(rig, static record => record.Phase is RecoveryPhase.Backfilling);
        disk.Faults.Reset();
        await StepUntilAsync(rig, static record => record.Phase is RecoveryPhase.Soaking);

        var other = await WritingRig.StartAsync(world, Options, disk);
        await other.Recovery.LoadAsync();
        Assert.Equal(RecoveryPhase.Soaking, other.Recovery.RecordOf("s0")!.Phase);
    });

    [Fact]
    public void StepAsync_LiveWritesFailWhileSoaking_SoaksAgain() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options with { Delivery = new() { Retries = 0 } });
        await KillAsync(rig);
        await StepUntilAsync(rig, static record => record.Phase is RecoveryPhase.Soaking && record.Soaked > TimeSpan.Zero);
        rig.Primary.Refuse();
        await rig.WriteAsync(50);
        rig.Primary.Recover();
        await StepUntilAsync(rig, static record => record.SoakRestarts > 0);
        Assert.Equal(BreakerMode.Closed, rig.Breakers["s0"].Snapshot.Mode);
        await StepUntilAsync(rig, static record => record.Phase is RecoveryPhase.Done);
    });

    [Fact]
    public void StepAsync_FailuresBeforeTheSoak_DoNotCountInIt() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options with { Delivery = new() { Retries = 0 } });
        rig.Primary.Refuse();
        await rig.WriteAsync(1);
        rig.Primary.Recover();
        await StepUntilAsync(rig, static record => record.Phase is RecoveryPhase.Done && record.Instance > 0);
        Assert.Equal(0, rig.Recovery.RecordOf("s0")!.SoakRestarts);
    });

    [Fact]
    public void StepAsync_StoreAsksForPatience_IsLeftAloneForSoLong() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options);
        await KillAsync(rig);
        await StepUntilAsync(rig, static record => record.Phase is RecoveryPhase.Backfilling);
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(7));
        await rig.Recovery.StepAsync("s0", default);
        rig.Primary.Recover();
        var (from, requests) = (rig.Time.Elapsed, rig.Primary.Requests.Count);
        for (var turn = 0; turn < 1000 && rig.Primary.Requests.Count == requests; turn++)
            await rig.PassAsync(Math.Max((await rig.Recovery.StepAsync("s0", default)).Delay.TotalSeconds, 0.001));
        Assert.InRange(rig.Time.Elapsed - from, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StepAsync_LiveWritesWait_GoFirstUntilTheFloorIsDue(bool floorIsDue) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options with { Delivery = new() { MaxInFlight = 1, Retries = 0 } });
        var pieces = 0;
        var ports = rig.Ports with
        {
            DrainAsync = (_, bytes, _) =>
            {
                pieces++;
                return Task.FromResult(new BackfillPiece(DrainEnd.Progressed, new(1, 1, bytes), "") { Wrote = true, LargestBytes = bytes });
            },
        };
        var runner = new RecoveryRunner(
            rig.Settings, rig.Targets, new(rig.Settings, rig.Targets, rig.Log, rig.Prober, ports, rig.Time), rig.Disk.Root(), new(NullLogger<EventLog>.Instance), rig.Time);
        rig.Primary.Refuse();
        await rig.WriteAsync(1);
        await runner.StepAsync("s0", default);
        Assert.Equal(RecoveryPhase.Backfilling, runner.RecordOf("s0")!.Phase);
        Assert.Equal(1, await DrainsAsync(1));

        // One live write is on its way, and one waits behind it; what was just delivered pays for the floor's next seconds.
        rig.Primary.Behaviour = async (body, ct) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), rig.Time, ct);
            return rig.Primary.Commit(body);
        };
        if (floorIsDue)
            await rig.PassAsync(10);
        var live = new[] { rig.WriteAsync(2), rig.WriteAsync(3) };
        Assert.Equal(floorIsDue ? 1 : 0, await DrainsAsync(1));
        await Task.WhenAll(live);

        async Task<int> DrainsAsync(int turns)
        {
            var before = pieces;
            for (var turn = 0; turn < turns; turn++)
                await runner.StepAsync("s0", default);
            return pieces - before;
        }
    });

    [Fact]
    public void StepAsync_ComparisonCannotBeMade_TriesAgainLater() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options);
        var tries = 0;
        rig.Reconcile = (_, _) => Task.FromResult(++tries < 3 ? new ComparisonResult(ReconcileEnd.None, "the replica is dead") : new(ReconcileEnd.Unsupported, "no InfluxQL"));
        await KillAsync(rig);
        await StepUntilAsync(rig, static record => record.Phase is RecoveryPhase.Soaking);
        Assert.Equal((3, ReconcileEnd.Unsupported, "no InfluxQL"), (tries, rig.Recovery.RecordOf("s0")!.Reconciled, rig.Recovery.RecordOf("s0")!.Comparison));
    });

    [Fact]
    public void StepAsync_HeldByAnOperator_WaitsForRestore() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options);
        var asked = rig.Primary.HealthChecks;
        rig.Breakers.Isolate("s0", "maintenance");
        for (var minute = 0; minute < 30; minute++)
        {
            var turn = await rig.Recovery.StepAsync("s0", default);
            Assert.Equal(RecoveryActionKind.Wait, turn.Next);
            await rig.PassAsync(60);
        }

        Assert.Equal(asked, rig.Primary.HealthChecks);
        rig.Breakers.Restore("s0");
        await StepUntilAsync(rig, static record => record.Phase is RecoveryPhase.Done && record.Instance > 0);
    });

    /// <summary>Owes the primary twenty points, with its breaker open, and brings it back.</summary>
    private static async Task KillAsync(WritingRig rig)
    {
        rig.Primary.Refuse();
        for (var value = 1; value <= 20; value++)
            await rig.WriteAsync(value);
        Assert.Equal(BreakerMode.Open, rig.Breakers["s0"].Snapshot.Mode);
        rig.Primary.Recover();
    }

    /// <summary>Steps as the head does, and tells the phases that were passed.</summary>
    private static async Task<List<RecoveryPhase>> StepUntilAsync(WritingRig rig, Func<RecoveryRecord, bool> reached)
    {
        var phases = new List<RecoveryPhase>();
        for (var turn = 0; turn < 20_000; turn++)
        {
            var delay = (await rig.Recovery.StepAsync("s0", default)).Delay;
            var record = rig.Recovery.RecordOf("s0")!;
            if (phases.Count == 0 || phases[^1] != record.Phase)
                phases.Add(record.Phase);
            if (reached(record))
                return phases;
            await rig.PassAsync(Math.Max(delay.TotalSeconds, 0.001));
        }

        Assert.Fail($"still {rig.Recovery.RecordOf("s0")}");
        return phases;
    }
}
