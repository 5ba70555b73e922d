using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;
using static Holdfast.Routing.Recovery.RecoveryPhase;

namespace Holdfast.Routing.Tests.Recovery;

/// <summary>Every phase, at once and while it waits, times every event, fresh and stale, times everything that can be seen of a store.</summary>
public sealed class RecoveryTableTests
{
    private static readonly RecoveryPhase[] Phases = Enum.GetValues<RecoveryPhase>();

    /// <summary>What an outcome leads to when the breaker is closed, unchanged, and nothing is owed or to be rewound.</summary>
    private static readonly Dictionary<(RecoveryPhase From, string Happening), RecoveryPhase> Changes = new()
    {
        [(Done, "isolated")] = Isolated,
        [(Isolated, "isolated")] = Isolated,
        [(Probing, "isolated")] = Isolated,
        [(Rewinding, "isolated")] = Isolated,
        [(Backfilling, "isolated")] = Isolated,
        [(RecoveryPhase.Reconciling, "isolated")] = Isolated,
        [(Soaking, "isolated")] = Isolated,
        [(Backfilling, "drained idle")] = RecoveryPhase.Reconciling,
        [(RecoveryPhase.Reconciling, "compared")] = Soaking,
        [(RecoveryPhase.Reconciling, "unsupported")] = Soaking,
        [(Soaking, "last good sample")] = Done,
    };

    private static readonly string[] Happenings =
    [
        "looked", "isolated", "restored", "probed", "rewound", "drained progressed", "drained idle", "drained blocked", "drained failed", "compared", "unsupported",
        "good sample", "bad sample", "last good sample", "failed",
    ];

    private static RecoveryEvent EventOf(string happening, RecoverySight seen, long generation) => happening switch
    {
        "looked" => new RecoveryEvent.Looked(seen),
        "isolated" => new RecoveryEvent.Isolated(seen, "by hand"),
        "restored" => new RecoveryEvent.Restored(seen),
        "probed" => new RecoveryEvent.Probed(seen, generation),
        "rewound" => new RecoveryEvent.Rewound(seen, generation, new(1, 2, 3), [new("hot", 1, 2)]),
        "drained progressed" => Drained(DrainEnd.Progressed),
        "drained idle" => Drained(DrainEnd.Idle),
        "drained blocked" => Drained(DrainEnd.Blocked),
        "drained failed" => Drained(DrainEnd.Failed),
        "compared" => new RecoveryEvent.Reconciled(seen, generation, ReconcileEnd.Compared, "equal"),
        "unsupported" => new RecoveryEvent.Reconciled(seen, generation, ReconcileEnd.Unsupported, "no InfluxQL"),
        "good sample" or "last good sample" => new RecoveryEvent.Sampled(seen, generation, new(1000, 1, TimeSpan.FromMilliseconds(5))),
        "bad sample" => new RecoveryEvent.Sampled(seen, generation, new(100, 1, TimeSpan.FromMilliseconds(5))),
        "failed" => new RecoveryEvent.Failed(seen, generation, "it broke"),
        _ => throw new ArgumentOutOfRangeException(nameof(happening)),
    };

    private static RecoveryEvent.Drained Drained(DrainEnd end) => new(RecoveryBench.Sight(), 0, end, default, [], null, 1000, "words");

    private static RecoveryEvent With(RecoveryEvent happened, RecoverySight seen, long generation) => happened is RecoveryEvent.Drained drained
        ? drained with { Seen = seen, Generation = generation }
        : happened with { Seen = seen };

    private static RecoveryRecord RecordOf(RecoveryPhase phase, bool waits, string happening)
    {
        var record = RecoveryBench.In(phase);
        if (waits)
            record = record with { NotBefore = RecoveryBench.Start + TimeSpan.FromHours(3), Attempts = 2, Fault = "it broke" };
        return happening is "last good sample" ? record with { Soaked = RecoveryBench.Options.Soak } : record;
    }

    private static IEnumerable<RecoverySight> Sights()
    {
        foreach (var owed in new long[] { 0, 5 })
        {
            foreach (var pending in new[] { false, true })
            {
                yield return RecoveryBench.Sight(BreakerMode.Closed, 0, owed, pending);
                yield return RecoveryBench.Sight(BreakerMode.Closed, 4, owed, pending);
                yield return RecoveryBench.Sight(BreakerMode.Open, 5, owed, pending);
                yield return RecoveryBench.Sight(BreakerMode.Open, 5, owed, pending, held: true);
                yield return RecoveryBench.Sight(BreakerMode.HalfOpen, 6, owed, pending);
            }
        }
    }

    [Fact]
    public void Next_InEveryPhaseOnEveryEvent_KeepsTheInvariants()
    {
        var cases = 0;
        foreach (var phase in Phases)
            foreach (var waits in new[] { false, true })
                foreach (var happening in Happenings)
                    foreach (var seen in Sights())
                        foreach (var stale in new[] { false, true })
                        {
                            Check(RecordOf(phase, waits, happening), happening, seen, stale);
                            cases++;
                        }

        Assert.Equal(Phases.Length * 2 * Happenings.Length * 20 * 2, cases);
    }

    [Fact]
    public void Next_StoreInServiceAndNothingOwed_ChangesAsListed()
    {
        foreach (var phase in Phases.Where(static phase => phase is not (Isolated or Probing or Rewinding)))
            foreach (var happening in Happenings)
            {
                var record = RecordOf(phase, waits: false, happening);
                var step = RecoveryWorkflow.Next(record, With(EventOf(happening, record.Seen, record.Generation), RecoveryBench.Sight(), record.Generation), RecoveryBench.Options, RecoveryBench.Start);
                Assert.Equal((phase, happening, Changes.GetValueOrDefault((phase, happening), phase)), (phase, happening, step.Record.Phase));
            }
    }

    /// <summary>What is seen decides by itself, whatever the event: the second table.</summary>
    [Theory]
    [InlineData(BreakerMode.Open, false, false, Isolated, Isolated, Isolated, Isolated, Isolated, Isolated, Isolated)]
    [InlineData(BreakerMode.HalfOpen, false, false, Probing, Probing, Probing, Probing, Probing, Probing, Probing)]
    [InlineData(BreakerMode.Closed, false, false, Done, RecoveryPhase.Reconciling, RecoveryPhase.Reconciling, RecoveryPhase.Reconciling, Backfilling, RecoveryPhase.Reconciling, Soaking)]
    [InlineData(BreakerMode.Closed, true, false, Backfilling, Backfilling, Backfilling, Backfilling, Backfilling, Backfilling, Backfilling)]
    [InlineData(BreakerMode.Closed, false, true, Rewinding, Rewinding, Rewinding, Rewinding, Rewinding, Rewinding, Rewinding)]
    [InlineData(BreakerMode.Closed, true, true, Rewinding, Rewinding, Rewinding, Rewinding, Rewinding, Rewinding, Rewinding)]
    public void Next_Looked_LeadsWhereWhatIsSeenSays(
        BreakerMode mode, bool owed, bool pending, RecoveryPhase done, RecoveryPhase isolated, RecoveryPhase probing, RecoveryPhase rewinding,
        RecoveryPhase backfilling, RecoveryPhase reconciling, RecoveryPhase soaking)
    {
        RecoveryPhase[] expected = [done, isolated, probing, rewinding, backfilling, reconciling, soaking];
        foreach (var phase in Phases)
        {
            var record = RecoveryBench.In(phase);
            var generation = mode is BreakerMode.Closed ? record.Seen.BreakerGeneration : 9;
            var step = RecoveryWorkflow.Next(
                record, new RecoveryEvent.Looked(RecoveryBench.Sight(mode, generation, owed ? 1 : 0, pending)), RecoveryBench.Options, RecoveryBench.Start);
            Assert.Equal((phase, expected[(int)phase]), (phase, step.Record.Phase));
        }
    }

    [Fact]
    public void Table_NamesEveryEventTypeThereIs() => Assert.Equal(
        typeof(RecoveryEvent).GetNestedTypes().ToHashSet(),
        Happenings.Select(static happening => EventOf(happening, RecoveryBench.Calm, 0).GetType()).ToHashSet());

    private static void Check(RecoveryRecord record, string happening, RecoverySight seen, bool stale)
    {
        var generation = stale ? record.Generation - 1 : record.Generation;
        var happened = With(EventOf(happening, seen, generation), seen, generation);
        var step = RecoveryWorkflow.Next(record, happened, RecoveryBench.Options, RecoveryBench.Start);
        var (after, action) = (step.Record, step.Action);
        var at = $"{record.Phase} {happening} {seen} stale={stale} -> {after.Phase} {action}";

        Assert.True(after.IsSound, at);
        Assert.Equal(RecoveryBench.Json(after), RecoveryBench.Json(RecoveryBench.Reread(after)));

        // The breaker's word is law: nothing but a probe goes to a store that is not in service.
        var mode = after.Seen.Breaker;
        Assert.True(mode is not BreakerMode.Open || (after.Phase is Isolated && action.Kind is RecoveryActionKind.Wait), at);
        Assert.True(mode is not BreakerMode.HalfOpen || (after.Phase is Probing && action.Kind is RecoveryActionKind.Wait or RecoveryActionKind.Probe), at);
        Assert.True(mode is not BreakerMode.Closed || after.Phase is not (Isolated or Probing), at);
        Assert.True(happening is not "isolated" || after.Phase is Isolated, at);
        Assert.True(happening is not "restored" || !after.Seen.Held, at);

        // It ends only at the end of a soak, and never while anything is owed.
        Assert.Equal(after.Phase is Done, action.Kind is RecoveryActionKind.Finish);
        Assert.True(after.Phase is not Done || record.Phase is Done || (record.Phase is Soaking && happening is "last good sample" && !stale), at);
        Assert.True(after.Phase is not Done || (seen.Owed.Batches == 0 && !seen.RewindPending), at);
        Assert.True(after.Phase is not Soaking || (seen.Owed.Batches == 0 && !seen.RewindPending), at);

        // A wait has an end, unless an operator holds the store.
        Assert.True(action.Kind is not RecoveryActionKind.Wait || after.Seen.Held || action.Until > RecoveryBench.Start, at);
        Assert.True(after.Seen.Held || action.Until is null || action.Until <= RecoveryBench.Start + TimeSpan.FromMinutes(2), at);

        // Counters fence; lifecycle tasks are paused from the first step to the last.
        Assert.Equal(action.Generation, after.Generation);
        Assert.True(after.Generation > record.Generation || after.Phase == record.Phase, at);
        Assert.Equal(record.Instance + (record.Phase is Done && after.Phase is not Done ? 1 : 0), after.Instance);
        Assert.Equal(
            (record.Phase is Done, after.Phase is Done) switch
            {
                (true, false) => LifecycleEffect.Pause,
                (false, true) => LifecycleEffect.Resume,
                _ => LifecycleEffect.None,
            },
            step.Lifecycle);

        // A stale outcome is no more than a look; a restart goes on with the same action.
        if (stale && happening is not ("isolated" or "restored"))
        {
            var looked = RecoveryWorkflow.Next(record, new RecoveryEvent.Looked(seen), RecoveryBench.Options, RecoveryBench.Start);
            Assert.Equal(RecoveryBench.Json(looked.Record), RecoveryBench.Json(after));
        }

        var restarted = RecoveryWorkflow.Next(RecoveryBench.Reread(after), new RecoveryEvent.Looked(after.Seen), RecoveryBench.Options, RecoveryBench.Start);
        Assert.Equal((after.Phase, action), (restarted.Record.Phase, restarted.Action));
    }
}
