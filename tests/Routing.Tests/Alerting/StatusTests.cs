using Holdfast.Routing.Alerting;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Tests.Alerting;

public sealed class StatusTests
{
    private static readonly StoreSight Primary = new() { Name = "primary" };

    [Fact]
    public void AllWell_IsOk() => Check(Sights.Calm, OverallStatus.Ok, "The tier hot writes to its primary.");

    [Theory]
    [InlineData(0, "There are no tiers.")]
    [InlineData(2, "Both tiers write to their primary.")]
    [InlineData(3, "All 3 tiers write to their primary.")]
    public void AllWell_TiersAreCounted(int tiers, string headline) =>
        Check(Sights.Calm with { Tiers = [.. Enumerable.Repeat(Sights.Tier(), tiers)] }, OverallStatus.Ok, headline);

    /// <summary>A minute passes before it alerts, and until then the headline must not say what is not so.</summary>
    [Fact]
    public void APrimaryThatIsNotEligible_IsSaidBeforeItAlerts() => Check(
        Sights.With(Sights.Tier(targets: [new("primary", "b", false, "it was not asked yet"), new("replica", "b", true, "")])), OverallStatus.Ok,
        "The primary of hot is not used: it was not asked yet.");

    [Fact]
    public void AStoreAskedForPatience_IsOkAndSaidSo() =>
        Check(Sights.With(Primary with { Throttled = true }), OverallStatus.Ok, "primary has asked to be left alone for a while; what it misses is kept and delivered later.");

    [Theory]
    [InlineData(BreakerMode.Open, false, "primary is isolated; what it misses is kept and delivered later.")]
    [InlineData(BreakerMode.Open, true, "primary is isolated by an operator until it is restored; what it misses is kept and delivered later.")]
    [InlineData(BreakerMode.HalfOpen, false, "primary is being probed; what it misses is kept and delivered later.")]
    public void ABreakerThatIsNotClosed_IsDegraded(BreakerMode mode, bool held, string headline) =>
        Check(Sights.With(Primary with { Mode = mode, Held = held, Phase = RecoveryPhase.Isolated }), OverallStatus.Degraded, headline);

    [Fact]
    public void TwoBreakersThatAreNotClosed_AreCounted() =>
        Check(
            Sights.Calm with { Stores = [Primary with { Mode = BreakerMode.Open }, new() { Name = "replica", Mode = BreakerMode.HalfOpen }] }, OverallStatus.Degraded,
            "primary is isolated, and 1 more store is not in service; what it misses is kept and delivered later.");

    [Theory]
    [InlineData(RecoveryPhase.Isolated, "primary is in service again and is being recovered.")]
    [InlineData(RecoveryPhase.Probing, "primary is in service again and is being recovered.")]
    [InlineData(RecoveryPhase.Rewinding, "primary is in service, and what it may have lost is written to it again.")]
    [InlineData(RecoveryPhase.Backfilling, "primary is in service again and is being given what it missed (40 % done, about 12 s left).")]
    [InlineData(RecoveryPhase.Reconciling, "primary is in service again and is compared with its replicas.")]
    [InlineData(RecoveryPhase.Soaking, "primary is in service again, has everything and is watched for a while.")]
    public void ARecoveryAfterAnOutage_IsRecovering(RecoveryPhase phase, string headline) =>
        Check(Sights.With(Recovering(phase) with { RecoveringSince = Sights.Now.AddMinutes(-7) }), OverallStatus.Recovering, headline);

    /// <summary>A store that fails for the first times is owed something and still in service: nothing is over, it has perhaps only begun.</summary>
    [Theory]
    [InlineData(RecoveryPhase.Rewinding, "primary is in service, and what it may have lost is written to it again.")]
    [InlineData(RecoveryPhase.Backfilling, "primary has missed writes; they are kept and delivered to it in order (40 % done, about 12 s left).")]
    [InlineData(RecoveryPhase.Reconciling, "primary has been given what it missed and is compared with its replicas.")]
    [InlineData(RecoveryPhase.Soaking, "primary has been given what it missed and is watched for a while.")]
    public void ARecoveryOfAStoreThatWasNeverOutOfService_SaysNothingOfAnOutage(RecoveryPhase phase, string headline)
    {
        foreach (var began in new DateTimeOffset?[] { null, Sights.Now.AddMinutes(-2), Sights.Now })
            Check(Sights.With(Recovering(phase) with { RecoveringSince = began }), OverallStatus.Recovering, headline);
    }

    [Theory]
    [InlineData(RecoveryPhase.Rewinding, "primary is in service, but what it may have lost could not be written to it yet; that is tried again.")]
    [InlineData(RecoveryPhase.Backfilling, "primary is in service, but what it missed could not be delivered yet; it is kept and tried again.")]
    public void ARecoveryThatDoesNotGetOn_SaysSo(RecoveryPhase phase, string headline)
    {
        foreach (var minutes in new[] { -7, -2 })
            Check(Sights.With(Recovering(phase) with { Hindered = true, RecoveringSince = Sights.Now.AddMinutes(minutes) }), OverallStatus.Recovering, headline);
    }

    [Fact]
    public void TwoRecoveries_AreCounted() => Check(
        Sights.Calm with { Stores = [Recovering(RecoveryPhase.Backfilling), new() { Name = "replica", Phase = RecoveryPhase.Soaking }] }, OverallStatus.Recovering,
        "primary has missed writes; they are kept and delivered to it in order (40 % done, about 12 s left); 1 more store is recovering.");

    [Fact]
    public void P2_IsDegraded() => Check(
        Sights.With(Sights.Tier(1000, 130)), OverallStatus.Degraded,
        "Look into it: Fallback share of hot: 13 % of the writes of the last 5 min went past the primary (above 12 %).");

    [Fact]
    public void P1_IsCriticalWhateverElse() => Check(
        Sights.With(Sights.Tier(1000, 310)) with { LogUse = 0.95, Stores = [Primary with { Mode = BreakerMode.Open }] }, OverallStatus.Critical,
        "Act now: Fallback share of hot: 31 % of the writes of the last 5 min went past the primary (above 25 %); and 1 alert more.");

    /// <summary>A store that has been in service for two minutes.</summary>
    private static StoreSight Recovering(RecoveryPhase phase) =>
        Primary with { Since = Sights.Now.AddMinutes(-2), Phase = phase, Share = 0.4, TimeLeft = TimeSpan.FromSeconds(12) };

    private static void Check(AlertReading reading, OverallStatus status, string headline)
    {
        var alerts = Sights.Judge(reading).Alerts;
        Assert.Equal((status, headline), (AlertRules.StatusOf(reading, alerts), Headline.Of(reading, alerts)));
    }
}
