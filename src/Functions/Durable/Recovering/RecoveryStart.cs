using Holdfast.Routing.Recovery;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>The input of <see cref="RecoveryOrchestrator"/>.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Record">Where the recovery stood when its history was cut off; null for one that begins.</param>
public sealed record RecoveryStart(string Store, RecoveryRecord? Record);
