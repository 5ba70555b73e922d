namespace Holdfast.Routing.Alerting;

/// <summary>The conditions that are of no tier and no store.</summary>
internal static class PlantAlerts
{
    /// <summary>More than tolerable went on without Redis.</summary>
    public static Alert? RedisFallbacks(RedisSight redis)
    {
        if (redis.Asked < AlertThresholds.MinimumCount)
            return null;
        var share = redis.Share;
        return share > AlertThresholds.RedisFallbacks
            ? new(
                AlertId.RedisFallbacks, AlertSeverity.P2, null, null, DateTimeOffset.MaxValue, share, AlertThresholds.RedisFallbacks, "Redis fallbacks",
                $"{Figures.PercentAbove(share, AlertThresholds.RedisFallbacks)} of what Redis was wanted for in the last {Figures.Span(AlertThresholds.Window)} went on without it (above {Figures.Percent(AlertThresholds.RedisFallbacks)})")
            : null;
    }

    /// <summary>The log is filling up: when it is full nothing can be owed, and writes are refused.</summary>
    public static Alert? DeferredLog(double use)
    {
        if (!(use > AlertThresholds.LogUse))
            return null;
        var severe = use > AlertThresholds.LogUseSevere;
        var threshold = severe ? AlertThresholds.LogUseSevere : AlertThresholds.LogUse;
        return new(
            AlertId.DeferredLog, severe ? AlertSeverity.P1 : AlertSeverity.P2, null, null, DateTimeOffset.MaxValue, use, threshold, "Deferred log",
            $"{Figures.PercentAbove(use, threshold)} of the deferred log's limit is used (above {Figures.Percent(threshold)}); when it is full, writes that must be owed are refused");
    }
}
