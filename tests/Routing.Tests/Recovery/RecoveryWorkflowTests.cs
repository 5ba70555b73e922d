using System.Text.Json;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Tests.Recovery;

public sealed class RecoveryWorkflowTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static TheoryData<RecoveryPhase> Phases() => [.. Enum.GetValues<RecoveryPhase>()];

    [Theory]
    [MemberData(nameof(Phases))]
    public void Next_HonestOutcomesOfAHealthyWorld_ReachDoneFromEveryPhase(RecoveryPhase phase)
    {
        var bench = new RecoveryBench(RecoveryBench.In(phase));
        var (owed, pending, generation) = (phase is RecoveryPhase.Backfilling ? 3L : 0L, phase is RecoveryPhase.Rewinding, bench.Record.Seen.BreakerGeneration);
        bench.Look(bench.Record.Seen);
        for (var step = 0; step < 100 && bench.Record.Phase is not RecoveryPhase.Done; step++)
        {
            var seen = RecoveryBench.Sight(generation: generation, owed: owed, pending: pending);
            switch (bench.Action.Kind)
            {
                case RecoveryActionKind.Wait:
                    bench.Now = bench.Action.Until!.Value;

                    // The breaker, too, is healthy: its isolation ends, its probes succeed.
                    bench.Look(phase is RecoveryPhase.Isolated or RecoveryPhase.Probing && generation < 2 ? RecoveryBench.Sight(generation: generation = 2) : seen);
                    break;
                case RecoveryActionKind.Probe:
                    bench.Happen(new RecoveryEvent.Probed(RecoveryBench.Sight(BreakerMode.HalfOpen, 1), bench.Record.Generation));
                    break;
                case RecoveryActionKind.Rewind:
                    pending = false;
                    bench.Happen(new RecoveryEvent.Rewound(RecoveryBench.Sight(generation: generation), bench.Record.Generation, new(1, 1, 1), []));
                    break;
                case RecoveryActionKind.Drain:
                    var end = owed > 0 ? DrainEnd.Progressed : DrainEnd.Idle;
                    owed = Math.Max(0, owed - 1);
                    bench.Drain(end, RecoveryBench.Sight(generation: generation, owed: owed));
                    break;
                case RecoveryActionKind.Reconcile:
                    bench.Happen(new RecoveryEvent.Reconciled(seen, bench.Record.Generation, ReconcileEnd.Compared, "equal"));
                    break;
                case RecoveryActionKind.Sample:
                    bench.Sample(1000, 0, 5, seen);
                    break;
                default:
                    Assert.Fail($"{bench.Action.Kind} in {bench.Record.Phase}");
                    break;
            }
        }

        Assert.Equal((RecoveryPhase.Done, RecoveryActionKind.Finish), (bench.Record.Phase, bench.Action.Kind));
        Assert.Equal(phase is RecoveryPhase.Done ? LifecycleEffect.None : LifecycleEffect.Resume, bench.Last.Lifecycle);
        Assert.True(phase is RecoveryPhase.Done || bench.Now >= RecoveryBench.Start + RecoveryBench.Options.Soak);
    }

    [Fact]
    public void Next_HeldByAnOperator_WaitsWithoutEndAndComesBackOnRestore()
    {
        var bench = new RecoveryBench();
        bench.Happen(new RecoveryEvent.Isolated(RecoveryBench.Sight(), "maintenance"));
        Assert.Equal((RecoveryPhase.Isolated, RecoveryActionKind.Wait, null), (bench.Record.Phase, bench.Action.Kind, bench.Action.Until));
        Assert.Equal((LifecycleEffect.Pause, "maintenance"), (bench.Last.Lifecycle, bench.Record.Seen.Reason));

        bench.Happen(new RecoveryEvent.Restored(RecoveryBench.Sight(BreakerMode.Open, 1, held: true)));
        Assert.Equal((RecoveryPhase.Probing, RecoveryActionKind.Probe), (bench.Record.Phase, bench.Action.Kind));
    }

    [Fact]
    public void Next_BreakerOpenedAndClosedUnseen_BeginsAgainAndSoaksAgain()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Soaking) with { Soaked = TimeSpan.FromMinutes(14) });
        bench.Look(RecoveryBench.Sight(generation: 3));
        Assert.Equal((RecoveryPhase.Reconciling, TimeSpan.Zero), (bench.Record.Phase, bench.Record.Soaked));
    }

    [Fact]
    public void Next_DrainedWhileTheBreakerOpened_CountsWhatWasDelivered()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Backfilling));
        bench.Happen(new RecoveryEvent.Drained(
            RecoveryBench.Sight(BreakerMode.Open, 1, owed: 1), bench.Record.Generation, DrainEnd.Failed, new(2, 20, 2000), [new("hot", 5, 9)], null, 0, "refused"));
        Assert.Equal((RecoveryPhase.Isolated, new RecoveryPortion(2, 20, 2000), 0), (bench.Record.Phase, bench.Record.Delivered, bench.Record.Attempts));
        Assert.Equal(new RecoverySpan[] { new("hot", 5, 9) }, bench.Record.Spans);
    }

    [Fact]
    public void Next_SpansOfOneTier_AreMerged()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Backfilling));
        foreach (var span in new[] { new RecoverySpan("hot", 5, 9), new("warm", 1, 2), new("hot", 3, 6) })
            bench.Happen(new RecoveryEvent.Drained(RecoveryBench.Sight(owed: 1), bench.Record.Generation, DrainEnd.Progressed, new(1, 1, 1), [span], null, 1, ""));
        Assert.Equal(new RecoverySpan[] { new("hot", 3, 9), new("warm", 1, 2) }, bench.Record.Spans);
    }

    [Fact]
    public void Next_StoreThatDoesNotTake_WaitsLongerAndLongerWithinBounds()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Backfilling));
        for (var attempt = 1; attempt <= 12; attempt++)
        {
            bench.Drain(DrainEnd.Failed, RecoveryBench.Sight(owed: 3));
            Assert.Equal((attempt, RecoveryActionKind.Wait), (bench.Record.Attempts, bench.Action.Kind));
            Assert.InRange(bench.Action.Until!.Value - bench.Now, Second, TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, attempt))));
            bench.Now = bench.Action.Until.Value;
            Assert.Equal(RecoveryActionKind.Drain, bench.Look(RecoveryBench.Sight(owed: 3)).Action.Kind);
        }

        bench.Drain(DrainEnd.Progressed, RecoveryBench.Sight(owed: 2), new(1, 10, 1000));
        Assert.Equal((0, ""), (bench.Record.Attempts, bench.Record.Fault));
    }

    [Fact]
    public void Next_RetryWaits_DifferBySeed()
    {
        var waits = Enumerable.Range(0, 100).Select(static seed =>
        {
            var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Backfilling) with { Seed = (ulong)seed, Attempts = 10 });
            return bench.Drain(DrainEnd.Failed, RecoveryBench.Sight(owed: 3)).Action.Until!.Value - bench.Now;
        }).ToList();
        Assert.Equal(100, waits.Distinct().Count());
        Assert.InRange(waits.Min(), Second, 5 * Second);
        Assert.InRange(waits.Max(), 55 * Second, 60 * Second);
    }

    [Fact]
    public void Next_ClockSetBack_WaitsNoLongerThanTheLongestWait()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Backfilling));
        bench.Drain(DrainEnd.Failed, RecoveryBench.Sight(owed: 3));
        bench.Now -= TimeSpan.FromDays(1);
        Assert.True(bench.Look(RecoveryBench.Sight(owed: 3)).Action.Until <= bench.Now + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Next_PacedDrain_WaitsUntilThePaceAllowsIt()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Backfilling));
        bench.Drain(DrainEnd.Progressed, RecoveryBench.Sight(owed: 2), new(1, 1, 1), bench.Now + TimeSpan.FromMilliseconds(40));
        Assert.Equal((RecoveryActionKind.Wait, bench.Now + TimeSpan.FromMilliseconds(40)), (bench.Action.Kind, bench.Action.Until));
    }

    [Fact]
    public void Next_NewDebtsWhileSoaking_BackfillsAndGoesOnSoaking()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Soaking) with { Soaked = TimeSpan.FromMinutes(5) });
        bench.Look(RecoveryBench.Sight(owed: 1));
        Assert.Equal((RecoveryPhase.Backfilling, 1), (bench.Record.Phase, bench.Record.Instance));
        bench.Drain(DrainEnd.Progressed, RecoveryBench.Sight(), new(1, 1, 1));
        bench.Drain(DrainEnd.Idle, RecoveryBench.Sight());

        // Compared at the start already: not again before ten seconds have passed. What becomes owed until then is delivered at once.
        Assert.Equal((RecoveryPhase.Backfilling, RecoveryActionKind.Wait, bench.Now + (10 * Second)), (bench.Record.Phase, bench.Action.Kind, bench.Action.Until));
        bench.Now += 5 * Second;
        Assert.Equal((RecoveryPhase.Backfilling, RecoveryActionKind.Drain), (bench.Look(RecoveryBench.Sight(owed: 1)).Record.Phase, bench.Action.Kind));
        bench.Drain(DrainEnd.Progressed, RecoveryBench.Sight(), new(1, 1, 1));
        Assert.Equal((RecoveryPhase.Backfilling, RecoveryActionKind.Wait, bench.Now + (5 * Second)), (bench.Record.Phase, bench.Action.Kind, bench.Action.Until));
        bench.Now += 5 * Second;
        Assert.Equal(RecoveryActionKind.Drain, bench.Look(RecoveryBench.Sight()).Action.Kind);
        bench.Drain(DrainEnd.Idle, RecoveryBench.Sight());
        Assert.Equal((RecoveryPhase.Reconciling, RecoveryActionKind.Reconcile), (bench.Record.Phase, bench.Action.Kind));
        bench.Happen(new RecoveryEvent.Reconciled(RecoveryBench.Sight(), bench.Record.Generation, ReconcileEnd.Compared, ""));
        Assert.Equal((RecoveryPhase.Soaking, TimeSpan.FromMinutes(5)), (bench.Record.Phase, bench.Record.Soaked));
    }

    [Fact]
    public void Next_DebtJustBeforeTheComparison_IsBackfilledAndTheComparisonCountsAsTried()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Reconciling));
        Assert.Equal(RecoveryActionKind.Drain, bench.Look(RecoveryBench.Sight(owed: 1)).Action.Kind);
        bench.Drain(DrainEnd.Idle, RecoveryBench.Sight());
        Assert.Equal((RecoveryPhase.Backfilling, RecoveryActionKind.Wait, bench.Now + (10 * Second)), (bench.Record.Phase, bench.Action.Kind, bench.Action.Until));
    }

    [Fact]
    public void Next_StoreThatRefusedAndIsOwedNothingAnyMore_IsAskedAgainWhenTheWaitIsOver()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Backfilling) with { ComparedAt = RecoveryBench.Start, Attempts = 9 });
        var until = bench.Drain(DrainEnd.Failed, RecoveryBench.Sight()).Action.Until!.Value;
        Assert.True(until > bench.Now + (10 * Second));
        Assert.Equal((RecoveryActionKind.Wait, until), (bench.Look(RecoveryBench.Sight(owed: 1)).Action.Kind, bench.Action.Until));
    }

    [Theory]
    [InlineData(RecoveryPhase.Backfilling, RecoveryActionKind.Drain)]
    [InlineData(RecoveryPhase.Reconciling, RecoveryActionKind.Reconcile)]
    public void Next_ClockSetBackSinceTheComparison_DoesNotWaitForItsTime(RecoveryPhase phase, RecoveryActionKind next)
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Backfilling) with { ComparedAt = RecoveryBench.Start }) { Now = RecoveryBench.Start.AddHours(-1) };
        bench.Look(RecoveryBench.Sight());
        if (phase is RecoveryPhase.Reconciling)
            bench.Drain(DrainEnd.Idle, RecoveryBench.Sight());
        Assert.Equal((phase, next), (bench.Record.Phase, bench.Action.Kind));
    }

    [Fact]
    public void Next_DrainedToTheEnd_GoesOnAtNoRate()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Backfilling));
        bench.Happen(new RecoveryEvent.Drained(RecoveryBench.Sight(owed: 1), bench.Record.Generation, DrainEnd.Progressed, new(2, 2, 2), [], null, 700, ""));
        Assert.Equal(700, bench.Record.Rate);
        bench.Happen(new RecoveryEvent.Drained(RecoveryBench.Sight(), bench.Record.Generation, DrainEnd.Progressed, new(1, 1, 1), [], null, 700, ""));
        Assert.Equal((RecoveryPhase.Backfilling, 0.0), (bench.Record.Phase, bench.Record.Rate));
    }

    /// <summary>As written while a recovery waited for its next comparison in that phase.</summary>
    [Theory]
    [InlineData(0, 10, RecoveryPhase.Reconciling, RecoveryActionKind.Reconcile)]
    [InlineData(0, 9, RecoveryPhase.Reconciling, RecoveryActionKind.Wait)]
    [InlineData(1, 9, RecoveryPhase.Backfilling, RecoveryActionKind.Drain)]
    public void Next_RecordThatWaitsForItsComparisonAsReconciling_GoesOn(long owed, int seconds, RecoveryPhase phase, RecoveryActionKind next)
    {
        const string Written =
            """
            {"Version":1,"Store":"primary","Seed":7,"Instance":1,"Generation":6,"Phase":"Reconciling","Since":"2026-11-20T12:00:01+00:00","StartedAt":"2026-11-20T11:50:00+00:00",
             "FinishedAt":null,"Seen":{"Breaker":"Closed","BreakerGeneration":0,"IsolationUntil":null,"Held":false,"Reason":"","Owed":{"Batches":0,"Points":0,"Bytes":0},"RewindPending":false},
             "NotBefore":"2026-11-20T12:00:10+00:00","Attempts":0,"Fault":"","Rewound":{"Batches":0,"Points":0,"Bytes":0},"Delivered":{"Batches":4,"Points":40,"Bytes":4000},"Rate":1000,
             "Spans":[],"Reconciled":"Compared","Comparison":"equal","ComparedAt":"2026-11-20T12:00:00+00:00","Soaked":"00:05:00","SampledAt":"2026-11-20T12:00:00+00:00","SoakRestarts":0}
            """;
        var bench = new RecoveryBench(JsonSerializer.Deserialize<RecoveryRecord>(Written)) { Now = RecoveryBench.Start + (seconds * Second) };
        Assert.True(bench.Record.IsSound);
        bench.Look(RecoveryBench.Sight(owed: owed));
        Assert.Equal((phase, next, TimeSpan.FromMinutes(5)), (bench.Record.Phase, bench.Action.Kind, bench.Record.Soaked));
    }

    [Fact]
    public void Next_DebtsWhileTheComparisonCannotBeMade_AreBackfilledMeanwhile()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Reconciling));
        bench.Happen(new RecoveryEvent.Failed(RecoveryBench.Sight(), bench.Record.Generation, "the replica is dead"));
        Assert.Equal((RecoveryActionKind.Wait, "the replica is dead"), (bench.Action.Kind, bench.Record.Fault));
        Assert.Equal(RecoveryActionKind.Drain, bench.Look(RecoveryBench.Sight(owed: 1)).Action.Kind);
    }

    [Theory]
    [InlineData(1000, 9, 999, true)]
    [InlineData(1000, 10, 5, false)]
    [InlineData(1000, 0, 1000, false)]
    [InlineData(0, 0, 0, true)]
    [InlineData(1, 1, 0, false)]
    public void Next_Sample_RestartsTheSoakAtTheThresholds(long requests, long failures, double p95, bool good)
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Soaking) with { Soaked = TimeSpan.FromMinutes(5) });
        bench.Now += TimeSpan.FromMinutes(1);
        bench.Sample(requests, failures, p95);
        Assert.Equal((good ? TimeSpan.FromMinutes(6) : TimeSpan.Zero, good ? 0 : 1), (bench.Record.Soaked, bench.Record.SoakRestarts));
        Assert.Equal((RecoveryActionKind.Wait, bench.Now + TimeSpan.FromMinutes(1)), (bench.Action.Kind, bench.Action.Until));
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void Next_ClockJumpsWhileSoaking_ShortensNothing(int seconds)
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Soaking));
        bench.Now += seconds * Second;
        bench.Sample(0, 0, 0);
        Assert.Equal(seconds > 0 ? TimeSpan.FromMinutes(1) : TimeSpan.Zero, bench.Record.Soaked);
        Assert.Equal(RecoveryPhase.Soaking, bench.Record.Phase);
    }

    [Fact]
    public void Next_NoSoakConfigured_EndsWithTheFirstSample()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Reconciling), RecoveryBench.Options with { Soak = TimeSpan.Zero });
        bench.Happen(new RecoveryEvent.Reconciled(RecoveryBench.Sight(), bench.Record.Generation, ReconcileEnd.Unsupported, "no InfluxQL"));
        Assert.Equal(RecoveryActionKind.Sample, bench.Action.Kind);
        bench.Sample(0, 0, 0);
        Assert.Equal((RecoveryPhase.Done, LifecycleEffect.Resume, bench.Now), (bench.Record.Phase, bench.Last.Lifecycle, bench.Record.FinishedAt));
        Assert.Equal((ReconcileEnd.Unsupported, "no InfluxQL"), (bench.Record.Reconciled, bench.Record.Comparison));
    }

    [Fact]
    public void Next_RewindAgainPendingAfterARewind_WaitsBeforeItRewindsAgain()
    {
        var bench = new RecoveryBench(RecoveryBench.In(RecoveryPhase.Rewinding));
        bench.Happen(new RecoveryEvent.Rewound(RecoveryBench.Sight(pending: true), bench.Record.Generation, new(1, 1, 1), []));
        Assert.Equal((RecoveryPhase.Rewinding, RecoveryActionKind.Wait, 1L), (bench.Record.Phase, bench.Action.Kind, bench.Record.Rewound.Batches));
    }

    [Fact]
    public void IsSound_BrokenRecords_AreNot()
    {
        var sound = RecoveryBench.In(RecoveryPhase.Soaking);
        Assert.True(sound.IsSound);
        Assert.False((sound with { Version = 2 }).IsSound);
        Assert.False((sound with { Phase = (RecoveryPhase)77 }).IsSound);
        Assert.False((sound with { Spans = default }).IsSound);
        Assert.False((sound with { Rate = double.NaN }).IsSound);
        Assert.False((sound with { Instance = 0 }).IsSound);
        Assert.False((sound with { Seen = null! }).IsSound);
    }

    [Fact]
    public void Events_AsJson_KeepTheirTypeWithoutOptions()
    {
        RecoveryEvent happened = new RecoveryEvent.Drained(RecoveryBench.Sight(owed: 3), 5, DrainEnd.Failed, new(1, 2, 3), [new("hot", 1, 2)], RecoveryBench.Start, 7, "words");
        var text = JsonSerializer.Serialize(happened);
        var reread = Assert.IsType<RecoveryEvent.Drained>(JsonSerializer.Deserialize<RecoveryEvent>(text));
        Assert.Equal(text, JsonSerializer.Serialize<RecoveryEvent>(reread));
    }
}
