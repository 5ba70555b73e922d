using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Contracts;

/// <summary>What is known of a field: from a contract, or learnt. Immutable.</summary>
internal sealed class FieldSchema : NamedEntry
{
    private readonly bool _hasRange;
    private readonly WholeRange _wholeRange;

    public FieldSchema(byte[] key, FieldType type, FieldContract? contract)
        : base(key)
    {
        Type = type;
        Contract = contract;
        _hasRange = contract is { Minimum: not null } or { Maximum: not null };
        if (_hasRange)
            _wholeRange = WholeRange.Of(contract!);
    }

    /// <summary><see cref="FieldType.None"/> when it was forgotten: its place is kept, and the next point that has it teaches it anew.</summary>
    public FieldType Type { get; }

    /// <summary>Null when the type was learnt.</summary>
    public FieldContract? Contract { get; }

    /// <summary>Whether an accepted value of this field's type lies in the contract's range.</summary>
    public bool Takes(ReadOnlySpan<byte> value) => !_hasRange || Type switch
    {
        FieldType.Integer => _wholeRange.Contains(FieldValues.ReadInteger(value)),
        FieldType.Unsigned => _wholeRange.Contains(FieldValues.ReadUnsigned(value)),
        _ => FieldValues.ReadFloat(value) is var number && !(number < Contract!.Minimum) && !(number > Contract.Maximum),
    };
}
