using Holdfast.Routing.Recovery;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>What <see cref="LookAtStore"/> has seen, and what a recovery is told of the configuration: a replay then sees what its first run saw.</summary>
/// <param name="Seen">The store.</param>
/// <param name="Options">How stores are brought back.</param>
/// <param name="Seed">Differs by store and look.</param>
/// <param name="Unstored">Whether there are batches that no store holds.</param>
public sealed record StoreLook(RecoverySight Seen, RecoveryOptions Options, ulong Seed, bool Unstored);
