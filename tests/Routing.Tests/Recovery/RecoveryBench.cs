using System.Text.Json;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Tests.Recovery;

/// <summary>Records in every phase, sights of every kind, and a host that keeps nothing but the record's JSON between two steps.</summary>
internal sealed class RecoveryBench
{
    public const string Store = "primary";

    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly RecoveryOptions Options = new();

    public static readonly RecoverySight Calm = new();

    private readonly RecoveryOptions _options;

    public RecoveryBench(RecoveryRecord? record = null, RecoveryOptions? options = null)
    {
        _options = options ?? Options;
        Record = record ?? RecoveryRecord.Create(Store, seed: 7, Calm, Start);
        Last = new(Record, default, Record.Phase, LifecycleEffect.None);
    }

    public RecoveryRecord Record { get; private set; }

    public RecoveryStep Last { get; private set; }

    public RecoveryAction Action => Last.Action;

    public DateTimeOffset Now { get; set; } = Start;

    public static RecoverySight Sight(BreakerMode mode = BreakerMode.Closed, long generation = 0, long owed = 0, bool pending = false, bool held = false) => new()
    {
        Breaker = mode,
        BreakerGeneration = generation,
        IsolationUntil = mode is BreakerMode.Open && !held ? Start + TimeSpan.FromSeconds(120) : null,
        Held = held,
        Reason = held ? "maintenance" : "",
        Owed = new(owed, owed * 10, owed * 1000),
        RewindPending = pending,
    };

    public static string Json(RecoveryRecord record) => JsonSerializer.Serialize(record);

    public static RecoveryRecord Reread(RecoveryRecord record) => JsonSerializer.Deserialize<RecoveryRecord>(Json(record))!;

    /// <summary>A record in a phase, as steps from a fresh one make it.</summary>
    public static RecoveryRecord In(RecoveryPhase phase)
    {
        var bench = new RecoveryBench();
        switch (phase)
        {
            case RecoveryPhase.Done:
                break;
            case RecoveryPhase.Isolated:
                bench.Look(Sight(BreakerMode.Open, 1));
                break;
            case RecoveryPhase.Probing:
                bench.Look(Sight(BreakerMode.HalfOpen, 1));
                break;
            case RecoveryPhase.Rewinding:
                bench.Look(Sight(pending: true));
                break;
            case RecoveryPhase.Backfilling:
                bench.Look(Sight(owed: 3));
                break;
            case RecoveryPhase.Reconciling:
                bench.Look(Sight(owed: 3));
                bench.Drain(DrainEnd.Idle, Sight());
                break;
            default:
                bench.Look(Sight(owed: 3));
                bench.Drain(DrainEnd.Idle, Sight());
                bench.Happen(new RecoveryEvent.Reconciled(Sight(), bench.Record.Generation, ReconcileEnd.Compared, "equal"));
                break;
        }

        Assert.Equal(phase, bench.Record.Phase);
        return bench.Record;
    }

    public RecoveryStep Happen(RecoveryEvent happened)
    {
        Last = RecoveryWorkflow.Next(Reread(Record), happened, _options, Now);
        Record = Last.Record;
        Assert.True(Record.IsSound);
        return Last;
    }

    public RecoveryStep Look(RecoverySight seen) => Happen(new RecoveryEvent.Looked(seen));

    public RecoveryStep Drain(DrainEnd end, RecoverySight seen, RecoveryPortion portion = default, DateTimeOffset? notBefore = null) =>
        Happen(new RecoveryEvent.Drained(seen, Record.Generation, end, portion, [], notBefore, 0, "words"));

    public RecoveryStep Sample(long requests, long failures, double p95Milliseconds, RecoverySight? seen = null) =>
        Happen(new RecoveryEvent.Sampled(seen ?? Sight(), Record.Generation, new(requests, failures, TimeSpan.FromMilliseconds(p95Milliseconds))));
}
