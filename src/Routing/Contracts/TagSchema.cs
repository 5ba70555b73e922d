namespace Holdfast.Routing.Contracts;

/// <summary>What is known of a tag key of one measurement.</summary>
/// <param name="key">The tag key.</param>
/// <param name="maxValues">The most distinct values.</param>
/// <param name="isRequired">Whether the contract wants it on every point.</param>
internal sealed class TagSchema(byte[] key, int maxValues, bool isRequired) : NamedEntry(key)
{
    public int MaxValues { get; } = maxValues;

    public bool IsRequired { get; } = isRequired;

    public TagValueSet Values { get; } = new();
}
