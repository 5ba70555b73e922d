using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Contracts;

/// <summary>What is known of a measurement: its contract, if there is one, and what was learnt.</summary>
internal sealed class MeasurementSchema : NamedEntry
{
    /// <summary>A measurement without a contract.</summary>
    public MeasurementSchema(byte[] key)
        : base(key)
    {
    }

    /// <summary>A measurement with a contract, whose names have been found to be ones that lines can carry.</summary>
    public MeasurementSchema(byte[] key, MeasurementContract contract, int maxTagValues)
        : base(key)
    {
        Contract = contract;
        RequiredTags = contract.RequiredTags.Length;
        foreach (var tag in contract.RequiredTags.Concat(contract.AllowedTags ?? []).Concat(contract.MaxTagValues.Keys).Distinct(StringComparer.Ordinal))
        {
            LineEscapes.TryEscapeKey(tag, out var raw);
            Tags.Add_NeedsLock(new(raw, contract.MaxTagValues.GetValueOrDefault(tag, maxTagValues), contract.RequiredTags.Contains(tag, StringComparer.Ordinal)));
        }

        foreach (var (name, field) in contract.Fields)
        {
            LineEscapes.TryEscapeKey(name, out var raw);
            Fields.Add_NeedsLock(new(raw, field.Type, field));
        }
    }

    public MeasurementContract? Contract { get; }

    public int RequiredTags { get; }

    public NameTable<TagSchema> Tags { get; } = new();

    public NameTable<FieldSchema> Fields { get; } = new();
}
