namespace Holdfast.Routing.Alerting;

/// <summary>
/// What operators are alerted at, as the design's section 11 gives it. The page's banner and the Prometheus rules use the same numbers; a test
/// compares them. Every share must be above its threshold to alert: at it there is none.
/// </summary>
public static class AlertThresholds
{
    /// <summary>How far back the shares of writes, rejections and Redis fallbacks look.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A share of fewer than this many, within <see cref="Window"/>, alerts nobody: one write of five that fell back is an incident of one write. As
    /// many as a breaker wants before it judges an error rate.
    /// </summary>
    public const int MinimumCount = 20;

    /// <summary>The share of a tier's acknowledged writes that went past its primary, from 0 to 1: severity P2.</summary>
    public const double FallbackShare = 0.12;

    /// <summary>The same: severity P1.</summary>
    public const double FallbackShareSevere = 0.25;

    /// <summary>The share of a tier's lines that its schema rejected, from 0 to 1: severity P2.</summary>
    public const double SchemaRejections = 0.05;

    /// <summary>The share of what Redis was wanted for that went on without it, from 0 to 1: severity P2.</summary>
    public const double RedisFallbacks = 0.15;

    /// <summary>How long a batch may be in no store at all before it is severity P1.</summary>
    public static readonly TimeSpan Unstored = TimeSpan.FromMinutes(1);

    /// <summary>The share of the deferred log's limit that is used, from 0 to 1: severity P2.</summary>
    public const double LogUse = 0.7;

    /// <summary>The same: severity P1.</summary>
    public const double LogUseSevere = 0.9;

    /// <summary>How often a breaker opens from closed within <see cref="TripWindow"/> before its store counts as chronically unstable: severity P2.</summary>
    public const int Trips = 3;

    /// <summary>
    /// How long a target may be ineligible before it alerts, severity P2: an instance that starts knows no target before it has asked the stores.
    /// </summary>
    public static readonly TimeSpan Ineligible = TimeSpan.FromMinutes(1);

    /// <summary>How far back openings are counted. Openings from half-open belong to the outage that is going on already.</summary>
    public static readonly TimeSpan TripWindow = TimeSpan.FromHours(1);
}
