namespace Holdfast.Standalone.Commands.Operating;

/// <summary>What the deferred log holds for one store.</summary>
/// <param name="Store">The store.</param>
/// <param name="Batches">Batches.</param>
/// <param name="Points">Points in them.</param>
/// <param name="Bytes">Bytes in them.</param>
/// <param name="Unstored">Batches among them that no store holds.</param>
/// <param name="Oldest">When the oldest was accepted; null when there is none.</param>
internal sealed record DeferredStoreStatus(string Store, long Batches, long Points, long Bytes, long Unstored, DateTimeOffset? Oldest);
