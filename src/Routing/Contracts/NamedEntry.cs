namespace Holdfast.Routing.Contracts;

/// <summary>Something found by a name, which is kept as line protocol writes it, escapes in place.</summary>
/// <param name="key">The name; not to be changed any more.</param>
internal abstract class NamedEntry(byte[] key)
{
    public byte[] Key { get; } = key;

    public ulong Hash { get; } = ByteHash.Compute(key);
}
