using System.Text.Json;
using Holdfast.Functions.Durable.Recovering;
using Holdfast.Pipeline.Tests.Reconciling;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Functions.Tests.Durable.Recovering;

public sealed class RecoveryOrchestratorTests
{
    private static readonly RecoveryPhase[] Phases =
        [RecoveryPhase.Isolated, RecoveryPhase.Probing, RecoveryPhase.Backfilling, RecoveryPhase.Reconciling, RecoveryPhase.Soaking, RecoveryPhase.Done];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RecoverAsync_PrimaryDeadAndBack_GoesThroughEveryPhase(bool web) => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world, json: web ? JsonSerializerOptions.Web : JsonSerializerOptions.Default);
        await rig.KillAsync();
        var engine = rig.Recovery();

        await engine.RunAsync(new RecoveryStart("s0", null));

        Assert.Equal(Phases, rig.PhasesOf(engine));
        Assert.Equal(rig.Rig.Replica.Lines, rig.Rig.Primary.Lines);
        var last = rig.StatusOf(engine.Statuses[^1]);
        Assert.Equal((0, 20, 1.0, ReconcileEnd.Compared), (last.Owed.Batches, last.Record.Delivered.Points, last.Progress, last.Record.Reconciled));
        Assert.Contains("reconcile/reconcile", engine.Sent);

        // Each change is told once, however often the past is executed again.
        Assert.Equal(Phases.Length, engine.Logged.Count);
        Assert.True(engine.Episodes > 20);
        Assert.Equal(Phases.Length, engine.Performed.Count(static name => name == nameof(SetLifecycle)));
        Assert.Empty(rig.Hub.Locked);
    });

    [Fact]
    public void RecoverAsync_NothingWrong_EndsAtOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        var engine = rig.Recovery();
        await engine.RunAsync(new RecoveryStart("s0", null));
        Assert.Equal([nameof(LookAtStore)], engine.Performed);
        Assert.Empty(engine.Sent);
    });

    [Fact]
    public void RecoverAsync_NoStoreInItsInput_EndsAtOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        var engine = rig.Recovery();
        await engine.RunAsync(null);
        Assert.Empty(engine.Performed);
    });

    /// <summary>The process dies after the work of every activity and before it is recorded: all of it is done twice, and the end is the same.</summary>
    [Fact]
    public void RecoverAsync_DiesAfterEveryActivity_ReachesTheSameEnd() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        var engine = rig.Recovery(dies: true);
        await engine.RunAsync(new RecoveryStart("s0", null));
        Assert.Equal(Phases, rig.PhasesOf(engine));
        Assert.Equal(rig.Rig.Replica.Lines.Distinct(), rig.Rig.Primary.Lines.Distinct());
        Assert.Equal(0, rig.Rig.Log.Owed("s0").Batches);
    });

    /// <summary>The orchestration is stopped after every single episode in turn, and another one takes up the record that its status shows.</summary>
    [Fact]
    public void RecoverAsync_StartedAnewAfterEveryEpisode_ReachesTheSameEnd() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        RecoveryRecord? record = null;
        var phases = new HashSet<RecoveryPhase>();
        for (var life = 1; life < 200 && record is not { Phase: RecoveryPhase.Done }; life++)
        {
            var engine = rig.Recovery();
            var episodes = 4 + (life % 7);
            await engine.RunAsync(new RecoveryStart("s0", record), () => engine.Episodes >= episodes);
            if (engine.Statuses.Count > 0)
                record = rig.StatusOf(engine.Statuses[^1]).Record;
            phases.UnionWith(rig.PhasesOf(engine));
            await Task.Delay(TimeSpan.FromSeconds(31), rig.Rig.Time);
        }

        Assert.Equal(RecoveryPhase.Done, record!.Phase);
        Assert.Superset(new HashSet<RecoveryPhase>([RecoveryPhase.Isolated, RecoveryPhase.Backfilling, RecoveryPhase.Soaking]), phases);
        Assert.Equal(rig.Rig.Replica.Lines.Distinct(), rig.Rig.Primary.Lines.Distinct());
    });

    [Theory]
    [InlineData(nameof(LookAtStore))]
    [InlineData(nameof(ProbeStore))]
    [InlineData(nameof(DrainDeferred))]
    [InlineData("PlanWindows")]
    [InlineData("CompareWindow")]
    [InlineData(nameof(SampleStore))]
    [InlineData(nameof(SetLifecycle))]
    public void RecoverAsync_ActivityFailsAtFirst_IsTriedAgain(string name) => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        var engine = rig.Recovery();
        var failures = 0;
        engine.Wrap(name, (inner, input) => ++failures <= 2 ? throw new InvalidOperationException("the host has gone") : inner(input));
        await engine.RunAsync(new RecoveryStart("s0", null));
        Assert.Equal(RecoveryPhase.Done, rig.PhasesOf(engine)[^1]);
        Assert.True(failures > 2);
        Assert.Equal(rig.Rig.Replica.Lines, rig.Rig.Primary.Lines);
        Assert.Contains(engine.Logged, static line => line.Contains("the host has gone", StringComparison.Ordinal));
        Assert.Empty(rig.Hub.Locked);
    });

    [Fact]
    public void RecoverAsync_LongBackfill_CutsItsHistoryOffAndGoesOn() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync(60);
        var engine = rig.Recovery();

        // One piece to an activity, and one batch to a piece, as with a backlog of hours.
        engine.Add<StoreTask, StoreDeed>(nameof(DrainDeferred), async task =>
        {
            var happened = (RecoveryEvent.Drained)await rig.Performer.PerformAsync("s0", new(RecoveryActionKind.Drain, task.Generation), [], default);
            return new(happened with { End = happened.Portion.Batches > 0 && happened.Seen.Owed.Batches > 0 ? DrainEnd.Progressed : happened.End });
        });
        var drains = 0;
        engine.Wrap(nameof(DrainDeferred), async (inner, input) => ++drains <= 120 ? JsonSerializer.Serialize(
            new StoreDeed(new RecoveryEvent.Drained(rig.Performer.Look("s0"), JsonSerializer.Deserialize<StoreTask>(input!, rig.Json)!.Generation, DrainEnd.Progressed, new(1, 1, 1), [], null, 1, "")), rig.Json) : await inner(input));

        await engine.RunAsync(new RecoveryStart("s0", null));

        Assert.InRange(engine.Generations, 3, 20);
        Assert.InRange(engine.LongestHistory, 50, 400);
        Assert.Equal(RecoveryPhase.Done, rig.PhasesOf(engine)[^1]);
        Assert.Equal(120 + 60, rig.StatusOf(engine.Statuses[^1]).Record.Delivered.Batches);
        Assert.Equal(rig.Rig.Replica.Lines, rig.Rig.Primary.Lines);
    });

    /// <summary>Each change of phase is a lock, an activity and a line in the history; single batches that become owed later must not make many.</summary>
    [Fact]
    public void RecoverAsync_SingleBatchesOwedAgainAndAgain_ChangesPhaseRarelyAndDeliversAll() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        var engine = rig.Recovery();
        var owing = OweAsync();
        var from = rig.Rig.Time.Elapsed;

        await engine.RunAsync(new RecoveryStart("s0", null));
        await owing;

        Assert.Equal(RecoveryPhase.Done, rig.PhasesOf(engine)[^1]);
        Assert.Equal((0, 120), (rig.Rig.Log.Owed("s0").Batches, rig.Rig.Primary.Lines.Count));
        var rounds = (rig.Rig.Time.Elapsed - from) / TimeSpan.FromSeconds(10);
        Assert.InRange(engine.Performed.Count(static name => name == nameof(SetLifecycle)), 4, 4 + (3 * rounds));

        async Task OweAsync()
        {
            for (var number = 1; number <= 120; number++)
            {
                var batch = rig.Rig.Batch(ReconcilingRig.Past + number);
                await rig.Rig.Log.AppendAsync(
                    [new("s0", "hot", WritingRig.Bucket, batch.Key, batch.LineageId, StoredElsewhere: true, batch.Points, batch.MinTime, batch.MaxTime, batch.Lines)], default);
                await Task.Delay(TimeSpan.FromMilliseconds(500), rig.Rig.Time);
            }
        }
    });

    [Theory]
    [InlineData("\"maintenance\"", "maintenance")]
    [InlineData("""{"reason":"maintenance"}""", "maintenance")]
    [InlineData("17", "isolated by an operator")]
    [InlineData(null, "isolated by an operator")]
    public void RecoverAsync_IsolatedAndRestoredByEvents_PassesBothOn(string? payload, string reason) => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        var engine = rig.Recovery();
        var running = engine.RunAsync(new RecoveryStart("s0", null));
        await Task.Delay(TimeSpan.FromSeconds(10), rig.Rig.Time);
        engine.Raise("isolate", payload);
        await Task.Delay(TimeSpan.FromSeconds(1), rig.Rig.Time);
        Assert.Equal((BreakerMode.Open, true, reason), (rig.Rig.Breakers["s0"].State.Mode, rig.Rig.Breakers["s0"].State.HeldByOperator, rig.Rig.Breakers["s0"].State.Reason));
        Assert.Equal(reason, rig.StatusOf(engine.Statuses[^1]).Record.Seen.Reason);
        Assert.Equal(1, engine.CancelledTimers);

        await Task.Delay(TimeSpan.FromHours(5), rig.Rig.Time);
        Assert.Equal(RecoveryPhase.Isolated, rig.StatusOf(engine.Statuses[^1]).Phase);
        engine.Raise("Restore", null);
        await running;
        Assert.Equal(RecoveryPhase.Done, rig.PhasesOf(engine)[^1]);
        Assert.Equal(rig.Rig.Replica.Lines, rig.Rig.Primary.Lines);
    });

    [Fact]
    public void RecoverAsync_IsolatedDuringAnActivity_ReachesTheBreakerBeforeTheActivityEnds() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        var engine = rig.Recovery();
        var during = BreakerMode.HalfOpen;
        engine.Wrap(nameof(DrainDeferred), async (inner, input) =>
        {
            if (during is BreakerMode.HalfOpen)
            {
                engine.Raise("isolate", "\"now\"");
                await Task.Delay(TimeSpan.FromSeconds(5), rig.Rig.Time);
                during = rig.Rig.Breakers["s0"].Snapshot.Mode;
            }

            return await inner(input);
        });
        var running = engine.RunAsync(new RecoveryStart("s0", null), () => rig.PhasesOf(engine) is [.., RecoveryPhase.Backfilling, RecoveryPhase.Isolated]);
        await running;
        Assert.Equal(BreakerMode.Open, during);
        Assert.Empty(rig.Rig.Primary.Lines);
    });

    [Fact]
    public void RecoverAsync_InstancesHaveYetToRewind_WaitsForTheLastOfThem() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        rig.Authority.Rewinding = 2;
        var engine = rig.Recovery();
        var running = engine.RunAsync(new RecoveryStart("s0", null));
        await Task.Delay(TimeSpan.FromMinutes(20), rig.Rig.Time);
        var waiting = rig.StatusOf(engine.Statuses[^1]);
        Assert.Equal(RecoveryPhase.Rewinding, waiting.Phase);
        Assert.Equal("an instance has yet to write again what the store may have lost", waiting.Fault);
        Assert.Empty(rig.Rig.Primary.Lines);

        rig.Authority.Rewinding = 0;
        await running;
        Assert.Equal([.. Phases[..2], RecoveryPhase.Rewinding, .. Phases[2..]], rig.PhasesOf(engine));
    });

    [Fact]
    public void RecoverAsync_AuthorityIsAwayForAWhile_GoesOnFromItsLastWord() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        var engine = rig.Recovery();
        engine.Wrap(nameof(DrainDeferred), async (inner, input) =>
        {
            rig.Authority.Answers = false;
            var answer = await inner(input);
            rig.Authority.Answers = true;
            return answer;
        });
        await engine.RunAsync(new RecoveryStart("s0", null));
        Assert.Equal(Phases, rig.PhasesOf(engine));
    });

    [Fact]
    public void RecoverAsync_ReplicaHasMore_IsComparedInPartsAndRepaired() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(8, "lost=1i", "other"));
        var engine = rig.Recovery();
        await engine.RunAsync(new RecoveryStart("s0", null));
        Assert.Equal(rig.Reconciling.Influx[1].Cells(), rig.Reconciling.Influx[0].Cells());
        Assert.Contains("RepairWindow", engine.Performed);
        Assert.Contains("1 points missing, 1 repaired", rig.StatusOf(engine.Statuses[^1]).Record.Comparison, StringComparison.Ordinal);
    });

    [Fact]
    public void RecoverAsync_NoStoreHoldsTheBatches_AreGivenToTheFirstThatComesBack() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world, new() { Delivery = new() { Retries = 0 } });
        await rig.KillAsync(60);
        rig.Rig.Breakers.Isolate("s0", "held");
        rig.Rig.Replica.Refuse();
        await rig.Rig.WriteAsync(ReconcilingRig.Past + 90);
        rig.Rig.Replica.Recover();
        Assert.Contains(rig.Rig.Log.Lanes, static lane => lane.IsUnstored);
        Assert.Equal(BreakerMode.Closed, rig.Rig.Breakers["s1"].Snapshot.Mode);
        var engine = rig.Recovery();
        await engine.RunAsync(new RecoveryStart("s0", null), () => rig.Rig.Replica.Lines.Contains(WritingRig.Line(ReconcilingRig.Past + 90)));
        Assert.Empty(rig.Rig.Primary.Lines);
    });
}
