namespace Holdfast.Routing.Alerting;

/// <summary>The conditions that are a tier's.</summary>
internal static class TierAlerts
{
    /// <summary>More of the acknowledged writes than tolerable went past the primary.</summary>
    public static Alert? FallbackShare(TierSight tier)
    {
        if (tier.Acknowledged < AlertThresholds.MinimumCount)
            return null;
        var share = (double)tier.PastPrimary / tier.Acknowledged;
        if (!(share > AlertThresholds.FallbackShare))
            return null;
        var severe = share > AlertThresholds.FallbackShareSevere;
        var threshold = severe ? AlertThresholds.FallbackShareSevere : AlertThresholds.FallbackShare;
        return new(
            AlertId.FallbackShare, severe ? AlertSeverity.P1 : AlertSeverity.P2, tier.Name, null, DateTimeOffset.MaxValue, share, threshold,
            $"Fallback share of {tier.Name}",
            $"{Figures.PercentAbove(share, threshold)} of the writes of the last {Figures.Span(AlertThresholds.Window)} went past the primary (above {Figures.Percent(threshold)})");
    }

    /// <summary>More of the lines than tolerable were rejected by a schema.</summary>
    public static Alert? SchemaRejections(TierSight tier)
    {
        if (tier.Lines < AlertThresholds.MinimumCount)
            return null;
        var share = (double)tier.RejectedBySchema / tier.Lines;
        return share > AlertThresholds.SchemaRejections
            ? new(
                AlertId.SchemaRejections, AlertSeverity.P2, tier.Name, null, DateTimeOffset.MaxValue, share, AlertThresholds.SchemaRejections,
                $"Schema rejections of {tier.Name}",
                $"{Figures.PercentAbove(share, AlertThresholds.SchemaRejections)} of the lines of the last {Figures.Span(AlertThresholds.Window)} were rejected by a schema (above {Figures.Percent(AlertThresholds.SchemaRejections)})")
            : null;
    }

    /// <summary>The targets that may not be written to.</summary>
    public static IEnumerable<Alert> IneligibleTargets(TierSight tier) => tier.Targets
        .Where(static target => !target.IsEligible)
        .Select(target => new Alert(
            AlertId.TargetIneligible, AlertSeverity.P2, tier.Name, target.Store, DateTimeOffset.MaxValue, 0, 1,
            $"{target.Store} may not serve {tier.Name}", $"{target.Store}/{target.Bucket} is not written to: {target.Reason}"));
}
