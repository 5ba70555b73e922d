using Holdfast.Routing.Alerting;

namespace Holdfast.Routing.Tests.Alerting;

/// <summary>Readings to judge.</summary>
internal static class Sights
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static AlertReading Calm { get; } = new() { Tiers = [Tier()], Stores = [new() { Name = "primary" }, new() { Name = "replica" }] };

    public static TierSight Tier(long acknowledged = 1000, long past = 0, long lines = 1000, long rejected = 0, string name = "hot", params TargetSight[] targets) =>
        new(name, acknowledged, past, lines, rejected, targets.Length > 0 ? [.. targets] : [new("primary", "b", true, ""), new("replica", "b", true, "")]);

    public static AlertReading With(TierSight tier) => Calm with { Tiers = [tier] };

    public static AlertReading With(StoreSight store) => Calm with { Stores = [store, new() { Name = "replica" }] };

    public static AlertStep Judge(AlertReading reading, params AlertOnset[] before) => AlertRules.Evaluate(reading, [.. before], Now);

    /// <summary>The alerts in short: id, severity, tier and store.</summary>
    public static string Told(AlertStep step) =>
        string.Join(' ', step.Alerts.Select(static alert => $"{alert.Id}:{alert.Severity}:{alert.Tier ?? "-"}:{alert.Store ?? "-"}"));
}
