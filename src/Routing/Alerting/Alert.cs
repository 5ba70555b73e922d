namespace Holdfast.Routing.Alerting;

/// <summary>Something that operators are to know.</summary>
/// <param name="Id">What it is about.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Tier">The tier that it is about; null where it is about none.</param>
/// <param name="Store">The store that it is about; null where it is about none.</param>
/// <param name="Since">When what it tells of was first seen.</param>
/// <param name="Value">What was measured: a share from 0 to 1, or a count.</param>
/// <param name="Threshold">What it was measured against, in the same unit.</param>
/// <param name="Title">A few words.</param>
/// <param name="Detail">A sentence with the numbers.</param>
public sealed record Alert(
    AlertId Id, AlertSeverity Severity, string? Tier, string? Store, DateTimeOffset Since, double Value, double Threshold, string Title, string Detail)
{
    /// <summary>The anchor of its section in the runbooks.</summary>
    public string Runbook => RunbookOf(Id);

    /// <summary>The anchor of an alert's section in the runbooks.</summary>
    public static string RunbookOf(AlertId id) => id switch
    {
        AlertId.FallbackShare => "fallback-share",
        AlertId.SchemaRejections => "schema-rejections",
        AlertId.RedisFallbacks => "redis-fallbacks",
        AlertId.OwedNowhere => "owed-nowhere",
        AlertId.DeferredLog => "deferred-log",
        AlertId.ChronicInstability => "chronic-instability",
        AlertId.TargetIneligible => "target-ineligible",
        AlertId.Recovering => "recovering",
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "Not an alert of the closed set."),
    };
}
