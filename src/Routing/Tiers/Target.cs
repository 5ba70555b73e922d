namespace Holdfast.Routing.Tiers;

/// <summary>A bucket on a store that serves a tier.</summary>
/// <param name="Store">The name of the store.</param>
/// <param name="Bucket">The bucket there; for <see cref="StoreApi.V1"/> the database, or <c>database/retention-policy</c>.</param>
/// <param name="Position">The place in the tier's chain, from 0; 0 is the primary.</param>
/// <param name="DeclaredRetention">
/// The time to live, declared because the store cannot tell it; null when the store is to be asked. Zero means for ever.
/// </param>
public sealed record Target(string Store, string Bucket, int Position, TimeSpan? DeclaredRetention);
