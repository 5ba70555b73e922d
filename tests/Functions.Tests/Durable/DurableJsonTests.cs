using System.Text.Json;
using Holdfast.Functions.Durable.Documents;
using Holdfast.Functions.Durable.Reconciling;
using Holdfast.Functions.Durable.Recovering;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Recovery;

namespace Holdfast.Functions.Tests.Durable;

/// <summary>
/// Whatever passes through the task hub is the same on the other side, with the serialiser's defaults and with those of the web: the worker may
/// use either.
/// </summary>
public sealed class DurableJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly RecoverySight Seen = new()
    {
        Breaker = BreakerMode.Open,
        BreakerGeneration = 7,
        IsolationUntil = At,
        Held = true,
        Reason = "ölwechsel \"x\"",
        Owed = new(1, 2, 3),
        RewindPending = true,
    };

    private static readonly RecoveryRecord Record = RecoveryWorkflow.Next(
        RecoveryRecord.Create("s/ü", ulong.MaxValue, Seen, At), new RecoveryEvent.Looked(Seen), new(), At).Record with
    { Spans = [new("hot", long.MinValue, long.MaxValue)] };

    private static readonly ReconcileReport Report = new()
    {
        Id = "r1",
        Tier = "hot",
        Cause = ReconcileCause.Recovery,
        Range = new(1, 2),
        StartedAt = At,
        Duration = TimeSpan.FromSeconds(1.5),
        Pairs =
        [
            new PairReport { Store = "a", With = "b", Outcome = ReconcileOutcome.Partial, Message = "m", MoreDiffers = true }
                .Differs("m", new(1, 2)).Skip("m", new(3, 4), "too large").Note("n").Plus(new(1, 2, 3, 4, 5, 6, 7)),
        ],
    };

    public static TheoryData<string> Kinds => [.. Values.Keys];

    private static Dictionary<string, object> Values => new(StringComparer.Ordinal)
    {
        ["start"] = new RecoveryStart("s/ü", Record),
        ["first start"] = new RecoveryStart("s", null),
        ["task"] = new StoreTask("s", RecoveryActionKind.Drain, 3, Seen) { Spans = [new("hot", 1, 2)] },
        ["look"] = new StoreLook(Seen, new() { Soak = TimeSpan.FromMinutes(3) }, ulong.MaxValue, Unstored: true),
        ["looked"] = new StoreDeed(new RecoveryEvent.Looked(Seen)),
        ["probed"] = new StoreDeed(new RecoveryEvent.Probed(Seen, 1)),
        ["drained"] = new StoreDeed(new RecoveryEvent.Drained(Seen, 1, DrainEnd.Blocked, new(1, 2, 3), [new("hot", 1, 2)], At, 1.5, "m")),
        ["rewound"] = new StoreDeed(new RecoveryEvent.Rewound(Seen, 1, new(1, 2, 3), [])),
        ["sampled"] = new StoreDeed(new RecoveryEvent.Sampled(Seen, 1, new(3, 1, TimeSpan.FromMilliseconds(1.25)))),
        ["reconciled"] = new StoreDeed(new RecoveryEvent.Reconciled(Seen, 1, ReconcileEnd.Compared, "m")),
        ["failed"] = new StoreDeed(new RecoveryEvent.Failed(Seen, 1, "m")),
        ["lifecycle task"] = new LifecycleTaskInput("s", UnderWay: true),
        ["lifecycle deed"] = new LifecycleDeed(Settled: true, ["b"]),
        ["status"] = RecoveryStatus.Of(Record),
        ["reconcile start"] = new ReconcileStart([new("hot", TimeSpan.FromMinutes(2), At)], 7),
        ["reconcile call"] = new ReconcileCall("hot", At, null),
        ["reconcile status"] = new ReconcileStatus("hot", []),
        ["tier task"] = new TierTask(1),
        ["tier look"] = new TierLook(new() { Depth = TimeSpan.FromDays(2) }, ["hot"], 9),
        ["plan task"] = new WindowPlanTask { Cause = ReconcileCause.Operator, Tier = "hot", Range = new(1, 2), Store = "s", Spans = [new("hot", 1, 2)] },
        ["plan"] = new WindowPlan([new("hot", null, new(1, 2), ReconcileCause.Timer, Exact: true)]),
        ["window task"] = new WindowTask("hot", "s", new(1, 2), ReconcileCause.Timer, Exact: false) { With = "b", Windows = [new("m", new(1, 2))] },
        ["window deed"] = new WindowDeed(Report),
        ["report task"] = new ReportTask([Report]),
        ["kept"] = new KeptReport("full"),
        ["change"] = new DocumentChange(new byte[] { 1, 2, 255 }, "s"),
        ["deletion"] = new DocumentChange(null, "s"),
        ["document"] = new Document(new byte[] { 0 }, ["a", "b"]),
        ["isolate"] = new AuthorityEvent.Isolate("r", new("i", 3)),
        ["restore"] = new AuthorityEvent.Restore(),
        ["probe early"] = new AuthorityEvent.ProbeEarly(4),
        ["breaker report"] = new BreakerReport(new("i", 1), new() { Generation = 2, Failures = 3 }, RewindPending: true),
        ["authority"] = Authority.Step(Authority.Create(5, At), new AuthorityEvent.Isolate("x", new("i", 1)), new(), At).State,
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Value_ThroughJson_IsTheSame(string kind)
    {
        var value = Values[kind];
        foreach (var options in (JsonSerializerOptions[])[JsonSerializerOptions.Default, JsonSerializerOptions.Web, new() { PropertyNameCaseInsensitive = true }])
        {
            var text = JsonSerializer.Serialize(value, value.GetType(), options);
            var back = JsonSerializer.Deserialize(text, value.GetType(), options)!;
            Assert.Equal(value.ToString(), back.ToString());
            Assert.Equal(text, JsonSerializer.Serialize(back, value.GetType(), options));
        }
    }

    [Fact]
    public void Event_ThroughJson_KeepsItsKind()
    {
        foreach (var kind in (string[])["looked", "probed", "drained", "rewound", "sampled", "reconciled", "failed"])
        {
            var deed = (StoreDeed)Values[kind];
            Assert.IsType(deed.Happened.GetType(), JsonSerializer.Deserialize<StoreDeed>(JsonSerializer.Serialize(deed))!.Happened);
        }
    }

    [Fact]
    public void Status_OfTheLargestRecord_StaysBelowWhatTheHubShows()
    {
        var spans = Enumerable.Range(0, RecoveryRecord.MaximumSpans).Select(static tier => new RecoverySpan($"tier-{tier}", long.MinValue, long.MaxValue));
        var largest = Record with { Spans = [.. spans], Fault = new('x', RecoveryRecord.MaximumText), Comparison = new('x', RecoveryRecord.MaximumText) };
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(RecoveryStatus.Of(largest)).Length, 1, 8 * 1024);
    }
}
