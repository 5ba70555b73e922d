namespace Holdfast.Routing.Alerting;

/// <summary>One target at one moment.</summary>
/// <param name="Store">Its store.</param>
/// <param name="Bucket">Its bucket there.</param>
/// <param name="IsEligible">Whether it may be written to.</param>
/// <param name="Reason">Why, or why not.</param>
public sealed record TargetSight(string Store, string Bucket, bool IsEligible, string Reason);
