using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Stores;

/// <summary>A target's eligibility changed.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Target">The target.</param>
/// <param name="Before">The former verdict.</param>
/// <param name="After">The verdict that holds now; its status differs from the former one's, or it is the first that the store gave rise to.</param>
public sealed record RetentionChange(Tier Tier, Target Target, RetentionVerdict Before, RetentionVerdict After);
