namespace Holdfast.Routing.Planning;

/// <summary>Compares a target's time to live with its tier's (I2). Pure.</summary>
public static class RetentionRule
{
    /// <summary>The verdict on a target; only exactly the same time to live will do.</summary>
    /// <param name="tier">The tier's time to live; zero means for ever.</param>
    /// <param name="target">The target's; zero means for ever.</param>
    public static RetentionVerdict Compare(TimeSpan tier, TimeSpan target) => tier == target
        ? new(RetentionStatus.Eligible, $"its time to live is the tier's, {Show(tier)}")
        : new(RetentionStatus.Ineligible, $"its time to live is {Show(target)}, the tier's is {Show(tier)}");

    /// <summary>A time to live as configuration writes it, such as <c>7.00:00:00</c>, or 'for ever'.</summary>
    public static string Show(TimeSpan retention) => retention == TimeSpan.Zero ? "for ever" : retention.ToString("c");
}
