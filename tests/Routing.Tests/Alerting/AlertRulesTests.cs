using Holdfast.Routing.Alerting;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Tests.Alerting;

public sealed class AlertRulesTests
{
    [Fact]
    public void Evaluate_AllWell_IsSilent()
    {
        var step = Sights.Judge(Sights.Calm);
        Assert.Equal(("", 0), (Sights.Told(step), step.Onsets.Length));
    }

    [Theory]
    [InlineData(1000, 0, "")]
    [InlineData(1000, 119, "")]
    [InlineData(1000, 120, "")]
    [InlineData(1000, 121, "FallbackShare:P2:hot:-")]
    [InlineData(1000, 250, "FallbackShare:P2:hot:-")]
    [InlineData(1000, 251, "FallbackShare:P1:hot:-")]
    [InlineData(1000, 1000, "FallbackShare:P1:hot:-")]
    [InlineData(20, 20, "FallbackShare:P1:hot:-")]
    [InlineData(19, 19, "")]
    [InlineData(0, 0, "")]
    public void Evaluate_FallbackShare_IsAboveTheThresholdsWithEnoughWrites(long acknowledged, long past, string alerts) =>
        Assert.Equal(alerts, Sights.Told(Sights.Judge(Sights.With(Sights.Tier(acknowledged, past)))));

    [Theory]
    [InlineData(1000, 50, "")]
    [InlineData(1000, 51, "SchemaRejections:P2:hot:-")]
    [InlineData(1000, 1000, "SchemaRejections:P2:hot:-")]
    [InlineData(20, 20, "SchemaRejections:P2:hot:-")]
    [InlineData(19, 19, "")]
    [InlineData(0, 0, "")]
    public void Evaluate_SchemaRejections_AreAboveTheThresholdWithEnoughLines(long lines, long rejected, string alerts) =>
        Assert.Equal(alerts, Sights.Told(Sights.Judge(Sights.With(Sights.Tier(lines: lines, rejected: rejected)))));

    [Theory]
    [InlineData(1000, 150, "")]
    [InlineData(1000, 151, "RedisFallbacks:P2:-:-")]
    [InlineData(20, 20, "RedisFallbacks:P2:-:-")]
    [InlineData(19, 19, "")]
    [InlineData(0, 0, "")]
    public void Evaluate_RedisFallbacks_AreAboveTheThresholdWithEnoughUses(long asked, long fellBack, string alerts) =>
        Assert.Equal(alerts, Sights.Told(Sights.Judge(Sights.Calm with { Redis = new(asked, fellBack) })));

    [Theory]
    [InlineData(0, "")]
    [InlineData(0.7, "")]
    [InlineData(0.7001, "DeferredLog:P2:-:-")]
    [InlineData(0.9, "DeferredLog:P2:-:-")]
    [InlineData(0.9001, "DeferredLog:P1:-:-")]
    [InlineData(1.02, "DeferredLog:P1:-:-")]
    [InlineData(double.NaN, "")]
    public void Evaluate_LogUse_IsAboveTheThresholds(double use, string alerts) =>
        Assert.Equal(alerts, Sights.Told(Sights.Judge(Sights.Calm with { LogUse = use })));

    [Theory]
    [InlineData(0, 3600, "")]
    [InlineData(1, 0, "")]
    [InlineData(1, 59, "")]
    [InlineData(1, 60, "OwedNowhere:P1:-:primary")]
    [InlineData(1, 61, "OwedNowhere:P1:-:primary")]
    public void Evaluate_OwedNowhere_AlertsOnceItHasLastedAMinute(long unstored, int seconds, string alerts)
    {
        var onset = new AlertOnset(AlertId.OwedNowhere, null, "primary", Sights.Now - TimeSpan.FromSeconds(seconds));
        var step = Sights.Judge(Sights.With(new StoreSight { Name = "primary", Unstored = unstored }), onset);
        Assert.Equal(alerts, Sights.Told(step));
        Assert.Equal(unstored == 0 ? "" : onset.ToString(), string.Join(' ', step.Onsets));
    }

    [Fact]
    public void Evaluate_OwedNowhere_BeginsAnewAfterItEnded()
    {
        var owed = Sights.With(new StoreSight { Name = "primary", Unstored = 1 });
        var began = AlertRules.Evaluate(owed, [], Sights.Now);
        var ended = AlertRules.Evaluate(Sights.Calm, began.Onsets, Sights.Now.AddSeconds(50));
        var again = AlertRules.Evaluate(owed, ended.Onsets, Sights.Now.AddSeconds(55));
        Assert.Empty(AlertRules.Evaluate(owed, again.Onsets, Sights.Now.AddSeconds(114)).Alerts);
        Assert.Equal(Sights.Now.AddSeconds(55), Assert.Single(AlertRules.Evaluate(owed, again.Onsets, Sights.Now.AddSeconds(115)).Alerts).Since);
    }

    [Theory]
    [InlineData(2, "")]
    [InlineData(3, "ChronicInstability:P2:-:primary")]
    [InlineData(4, "ChronicInstability:P2:-:primary")]
    public void Evaluate_Trips_AreThreeInAnHour(int trips, string alerts) =>
        Assert.Equal(alerts, Sights.Told(Sights.Judge(Sights.With(new StoreSight { Name = "primary", Trips = trips }))));

    [Theory]
    [InlineData(59, "")]
    [InlineData(60, "TargetIneligible:P2:hot:replica")]
    public void Evaluate_IneligibleTarget_AlertsOnceItHasLastedAMinute(int seconds, string alerts)
    {
        var onset = new AlertOnset(AlertId.TargetIneligible, "hot", "replica", Sights.Now.AddSeconds(-seconds));
        var tier = Sights.Tier(targets: [new("primary", "b", true, ""), new("replica", "b", false, "its time to live is 30 d")]);
        Assert.Equal(alerts, Sights.Told(Sights.Judge(Sights.With(tier), onset)));
    }

    [Theory]
    [InlineData(BreakerMode.Closed, RecoveryPhase.Done, false, 1, "")]
    [InlineData(BreakerMode.Open, RecoveryPhase.Isolated, false, 1, "Recovering:Info:-:primary")]
    [InlineData(BreakerMode.Open, RecoveryPhase.Done, false, 1, "Recovering:Info:-:primary")]
    [InlineData(BreakerMode.HalfOpen, RecoveryPhase.Probing, false, 2, "Recovering:Info:-:primary")]
    [InlineData(BreakerMode.Closed, RecoveryPhase.Backfilling, false, 2, "Recovering:Info:-:primary")]
    [InlineData(BreakerMode.Closed, RecoveryPhase.Soaking, false, 0, "Recovering:Info:-:primary")]
    [InlineData(BreakerMode.Open, RecoveryPhase.Isolated, true, 0, "")]
    [InlineData(BreakerMode.Closed, RecoveryPhase.Backfilling, false, 3, "ChronicInstability:P2:-:primary")]
    [InlineData(BreakerMode.Open, RecoveryPhase.Isolated, false, 3, "ChronicInstability:P2:-:primary")]
    public void Evaluate_Recovery_IsExpectedUnlessChronicOrHeld(BreakerMode mode, RecoveryPhase phase, bool held, int trips, string alerts) =>
        Assert.Equal(alerts, Sights.Told(Sights.Judge(Sights.With(new StoreSight { Name = "primary", Mode = mode, Phase = phase, Held = held, Trips = trips }))));

    [Fact]
    public void Evaluate_Several_AreWorstFirstAndThenInOrder()
    {
        var reading = new AlertReading
        {
            Tiers = [Sights.Tier(1000, 130), Sights.Tier(1000, 900, name: "cold")],
            Stores = [new() { Name = "primary", Mode = BreakerMode.Open, Phase = RecoveryPhase.Isolated }, new() { Name = "replica", Trips = 3 }],
            LogUse = 0.95,
        };
        Assert.Equal(
            "FallbackShare:P1:cold:- DeferredLog:P1:-:- FallbackShare:P2:hot:- ChronicInstability:P2:-:replica Recovering:Info:-:primary",
            Sights.Told(Sights.Judge(reading)));
    }

    [Fact]
    public void Evaluate_ItGetsWorse_TheOnsetStays()
    {
        var began = AlertRules.Evaluate(Sights.With(Sights.Tier(1000, 130)), [], Sights.Now);
        var worse = AlertRules.Evaluate(Sights.With(Sights.Tier(1000, 300)), began.Onsets, Sights.Now.AddMinutes(3));
        var alert = Assert.Single(worse.Alerts);
        Assert.Equal((AlertSeverity.P1, Sights.Now, 0.3, 0.25), (alert.Severity, alert.Since, alert.Value, alert.Threshold));
    }

    [Fact]
    public void Evaluate_AnotherTiersOnset_IsNotTaken()
    {
        var other = new AlertOnset(AlertId.FallbackShare, "cold", null, Sights.Now.AddHours(-1));
        Assert.Equal(Sights.Now, Assert.Single(Sights.Judge(Sights.With(Sights.Tier(1000, 130)), other).Alerts).Since);
    }

    [Fact]
    public void Evaluate_ClockSetBack_TheOnsetIsNotInTheFuture()
    {
        var onset = new AlertOnset(AlertId.OwedNowhere, null, "primary", Sights.Now.AddHours(1));
        var step = Sights.Judge(Sights.With(new StoreSight { Name = "primary", Unstored = 1 }), onset);
        Assert.Equal(Sights.Now, Assert.Single(step.Onsets).Since);
    }

    [Fact]
    public void Evaluate_Recovery_IsSinceItBegan() =>
        Assert.Equal(
            Sights.Now.AddMinutes(-7),
            Assert.Single(Sights.Judge(Sights.With(new StoreSight { Name = "primary", Phase = RecoveryPhase.Backfilling, RecoveringSince = Sights.Now.AddMinutes(-7) })).Alerts).Since);

    [Fact]
    public void Details_AreSentencesWithNumbers()
    {
        var reading = new AlertReading
        {
            Tiers = [Sights.Tier(1000, 310, 1000, 51, targets: [new("primary", "b", false, "its time to live is 30 d")])],
            Stores = [new() { Name = "primary", Unstored = 12, Trips = 3 }, new() { Name = "replica", Phase = RecoveryPhase.Backfilling, Share = 0.4, TimeLeft = TimeSpan.FromSeconds(12.9) }],
            Redis = new(10000, 1501),
            LogUse = 0.745,
        };
        var before = new AlertOnset[] { new(AlertId.OwedNowhere, null, "primary", Sights.Now.AddMinutes(-3)), new(AlertId.TargetIneligible, "hot", "primary", Sights.Now.AddMinutes(-3)) };
        Assert.Equal(
            [
                "Fallback share of hot: 31 % of the writes of the last 5 min went past the primary (above 25 %)",
                "Owed to primary and in no store: 12 batches that primary is owed are in no store, for 3 min (above 0 for 60 s)",
                "Schema rejections of hot: 5.1 % of the lines of the last 5 min were rejected by a schema (above 5 %)",
                "Redis fallbacks: just over 15 % of what Redis was wanted for in the last 5 min went on without it (above 15 %)",
                "Deferred log: 74.5 % of the deferred log's limit is used (above 70 %); when it is full, writes that must be owed are refused",
                "primary is chronically unstable: its breaker opened 3 times within 60 min (3 or more)",
                "primary may not serve hot: primary/b is not written to: its time to live is 30 d",
                "replica is being recovered: 40 % of what it is owed is delivered, about 12 s left",
            ],
            Sights.Judge(reading, before).Alerts.Select(static alert => $"{alert.Title}: {alert.Detail}"));
    }

    [Fact]
    public void Runbook_EachAlert_IsItsIdWithDashes() =>
        Assert.All(Enum.GetValues<AlertId>(), static id => Assert.Equal(
            string.Concat(id.ToString().Select(static (letter, at) => char.IsUpper(letter) && at > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}")),
            Alert.RunbookOf(id)));
}
