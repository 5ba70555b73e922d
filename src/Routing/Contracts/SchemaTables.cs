using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Contracts;

/// <summary>
/// All that one tier's schema knows, and how full it is. Reading needs no lock; the counts only grow, so a limit that has been reached
/// stays reached whatever other threads do.
/// </summary>
internal sealed class SchemaTables
{
    private int _fields;
    private int _tagValues;
    private long _nameBytes;

    public SchemaTables(string tier, ContractSet contracts, SchemaLimits limits)
    {
        Tier = tier;
        Limits = limits;
        foreach (var contract in contracts.Contracts)
        {
            LineEscapes.TryEscapeMeasurement(contract.Measurement, out var raw);
            Measurements.Add_NeedsLock(new(raw, contract, limits.MaxTagValues));
        }
    }

    public string Tier { get; }

    public SchemaLimits Limits { get; }

    public NameTable<MeasurementSchema> Measurements { get; } = new();

    /// <summary>How many fields have been learnt.</summary>
    public int Fields => Volatile.Read(ref _fields);

    /// <summary>How many tag values are remembered over all tag keys.</summary>
    public int TagValues => Volatile.Read(ref _tagValues);

    /// <summary>How long the learnt names are together.</summary>
    public long NameBytes => Volatile.Read(ref _nameBytes);

    public void Count_NeedsLock(int fields, int tagValues, long nameBytes)
    {
        Volatile.Write(ref _fields, _fields + fields);
        Volatile.Write(ref _tagValues, _tagValues + tagValues);
        Volatile.Write(ref _nameBytes, _nameBytes + nameBytes);
    }
}
