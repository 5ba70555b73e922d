using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Ingest;

/// <summary>An idempotency key with what it is scoped by: the same key for two buckets is two keys. Compared by ordinal.</summary>
/// <param name="Bucket">The bucket that the producer named.</param>
/// <param name="Key">The key, given or derived.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct IdempotencyKey(string Bucket, string Key);
