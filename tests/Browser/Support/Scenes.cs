using System.Collections.Immutable;
using Holdfast.Pipeline.Overview;
using Holdfast.Routing.Alerting;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Recovery;

namespace Holdfast.Browser.Support;

/// <summary>What a page may be told, scene by scene: three tiers on two stores.</summary>
internal static class Scenes
{
    private static readonly LatencyFigures Quick = new(0.0008, 0.0021, 0.0123);

    private static readonly string Wrong = Lives(365, 30);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>All well, and nothing ever happened.</summary>
    public static OverviewDocument Calm() => new(
        Now, "0.1.0", "standalone", "edge-7", Now.AddHours(-2), Streaming: true, OverallStatus.Ok, "All 3 tiers write to their primary.",
        [],
        [Tier("hot", 7, 1), Tier("warm", 30, 1), Tier("cold", 365, 1)],
        [Store("primary", "eu-west"), Store("replica", null)],
        new(0, 10_737_418_240, 0, 0, 0, 0),
        new(Now.AddHours(-1), Now, [Line("primary", ("closed", 60, 0)), Line("replica", ("closed", 42, 0))]),
        new(0, 0, 1 << 30, []),
        new([], []));

    /// <summary>The primary is open, everything goes to the replica, letters are dead, one target may not be used.</summary>
    public static OverviewDocument Failing()
    {
        var calm = Calm();
        var cold = Tier("cold", 365, 0);
        return calm with
        {
            Status = OverallStatus.Critical,
            Headline = "Act now: Fallback share of hot: 96 % of the writes of the last 5 min went past the primary (above 25 %); and 1 alert more.",
            Alerts =
            [
                Alert(AlertId.FallbackShare, AlertSeverity.P1, "Fallback share of hot", "96 % of the writes of the last 5 min went past the primary (above 25 %)", "hot", null, "fallback-share"),
                Alert(AlertId.FallbackShare, AlertSeverity.P1, "Fallback share of warm", "94 % of the writes of the last 5 min went past the primary (above 25 %)", "warm", null, "fallback-share"),
                Alert(AlertId.TargetIneligible, AlertSeverity.P2, "replica may not serve cold", $"replica/telemetry_cold is not written to: {Wrong}", "cold", "replica", "target-ineligible"),
            ],
            Tiers =
            [
                Tier("hot", 7, 0.004), Tier("warm", 30, 0.06),
                cold with { DeferredShare = 0.97, Targets = [cold.Targets[0] with { Share = 0.03 }, cold.Targets[1] with { Eligible = false, Reason = Wrong, Share = 0, RequestsPerSecond = 0, PointsPerSecond = 0 }] },
            ],
            Stores =
            [
                calm.Stores[0] with
                {
                    Mode = "open", Cause = BreakerCause.ConsecutiveFailures, Reason = "3 failures in a row: connection refused", Since = Now.AddSeconds(-95),
                    IsolationUntil = Now.AddSeconds(25), Owed = new(1234, 123_400, 6_540_000, 400, Now.AddSeconds(-95)),
                    Recovery = new(RecoveryPhase.Isolated, Now.AddSeconds(-95), 0, 0, 1234, 0, null, null, null),
                },
                calm.Stores[1],
            ],
            Log = new(6_540_000, 10_737_418_240, 0.0006, 95, 400, 0),
            Timeline = calm.Timeline with
            {
                Stores =
                [
                    Line("primary", ("closed", 60, 35), ("open", 35, 25), ("halfopen", 25, 18), ("closed", 18, 1.5), ("open", 1.5, 0)) with
                    {
                        Transitions =
                        [
                            new(Now.AddMinutes(-35), "closed", "open", BreakerCause.ErrorRate, "5.2 % of 420 requests failed within 60 s"),
                            new(Now.AddMinutes(-25), "open", "halfopen", BreakerCause.IsolationEnded, null),
                            new(Now.AddMinutes(-18), "halfopen", "closed", BreakerCause.ProbesSucceeded, "100 % of 34 probes"),
                            new(Now.AddMinutes(-1.5), "closed", "open", BreakerCause.ConsecutiveFailures, "3 failures in a row: connection refused"),
                        ],
                    },
                    Line("replica", ("closed", 42, 0)),
                ],
            },
            DeadLetters = new(15, 4200, 1 << 30,
            [
                new("field_type_conflict", 12, new("a1", Now.AddMinutes(-1), "hot", "telemetry_hot", "field \"usage\" is a float, and this is a string", "cpu,host=edge-17,region=eu-west usage=\"n/a\",idle=0.93 1763652000000000000")),
                new("bad_timestamp", 3, null),
            ]),
            Reconciliations = new([], [Report("r1", "hot", ReconcileOutcome.Complete, 3), Report("r2", "cold", ReconcileOutcome.Partial, 0)]),
        };
    }

    /// <summary>The primary is back and being given what it missed.</summary>
    public static OverviewDocument Recovering(double share = 0.42)
    {
        var failing = Failing();
        return failing with
        {
            Status = OverallStatus.Recovering,
            Headline = "primary is in service again and is being given what it missed (42 % done, about 12 s left).",
            Alerts = [Alert(AlertId.Recovering, AlertSeverity.Info, "primary is being recovered", "1 outage, which ends as expected", null, "primary", "recovering")],
            Tiers = Calm().Tiers,
            Stores =
            [
                Calm().Stores[0] with
                {
                    Owed = new(700, 70_000, 3_710_000, 0, Now.AddSeconds(-95)),
                    Recovery = new(RecoveryPhase.Backfilling, Now.AddSeconds(-9), share, 534, 700, 1_200_000, 12, null, null),
                },
                failing.Stores[1],
            ],
        };
    }

    /// <summary>An alert that began a while ago.</summary>
    public static OverviewDocument.AlertPart Alert(AlertId id, AlertSeverity severity, string title, string detail, string? tier, string? store, string runbook) =>
        new(id, severity, title, detail, Now.AddSeconds(-95), tier, store, runbook);

    private static OverviewDocument.TierPart Tier(string name, int days, double first) => new(
        name, $"telemetry_{name}", days * 86400, new(120.3, 12_034.5, 0.2), Quick, 0,
        [
            new(0, "primary", $"telemetry_{name}", true, Lives(days, days), first, 120.3 * first, 12_034.5 * first),
            new(1, "replica", $"telemetry_{name}", true, Lives(days, days), 1 - first, 120.3 * (1 - first), 12_034.5 * (1 - first)),
        ]);

    private static string Lives(int tier, int target) => RetentionRule.Compare(TimeSpan.FromDays(tier), TimeSpan.FromDays(target)).Reason;

    private static OverviewDocument.StorePart Store(string name, string? region) => new(
        name, $"http://{name}.example:8086/", "V2", region, "closed", null, null, Now.AddHours(-1.9), null, false, null, Quick, new(0, 0, 0, 0, null), null);

    private static OverviewDocument.StoreTimelinePart Line(string store, params ImmutableArray<(string Mode, double From, double To)> spans) => new(
        store, [.. spans.Select(static span => new OverviewDocument.SpanPart(span.Mode, Now.AddMinutes(-span.From), Now.AddMinutes(-span.To)))], []);

    private static OverviewDocument.ReportPart Report(string id, string tier, ReconcileOutcome outcome, long missing) => new(
        id, tier, ReconcileCause.Recovery, outcome, Now.AddMinutes(-7), 0.8, 60, missing, missing, 0, 0, outcome == ReconcileOutcome.Complete ? "" : "replica cannot be asked: its time to live differs");
}
