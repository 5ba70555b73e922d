using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Writing;

/// <summary>One target at run time: where it is, and who writes to it.</summary>
/// <param name="Tier">The tier that it serves.</param>
/// <param name="Target">The target.</param>
/// <param name="Store">Its store.</param>
/// <param name="Writer">Its writer.</param>
public sealed record TargetRuntime(Tier Tier, Target Target, StoreRuntime Store, TargetWriter Writer);
