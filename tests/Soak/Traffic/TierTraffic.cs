namespace Holdfast.Soak.Traffic;

/// <summary>What is sent to one tier.</summary>
/// <param name="Plan">Its points.</param>
/// <param name="Bucket">The bucket by which V2 producers address it; V1 producers give the same name as their database.</param>
/// <param name="Share">Its share of the requests.</param>
internal sealed record TierTraffic(PointPlan Plan, string Bucket, double Share)
{
    /// <summary>What was sent and acknowledged.</summary>
    public PointOracle Oracle { get; } = new(Plan.Series);
}
