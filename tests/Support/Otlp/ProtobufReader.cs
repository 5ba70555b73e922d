using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Tests.Support.Otlp;

/// <summary>Reads one protobuf message field by field: as much of the wire format as OTLP uses.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its bytes, if it has a length.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Its number, if it is one.</summary>
    public ulong Number { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    public readonly double Double => BitConverter.UInt64BitsToDouble(Number);

    /// <summary>Reads the next field; false at the end.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var key = ReadVarint();
        Field = (int)(key >> 3);
        Bytes = default;
        Number = 0;
        switch ((int)(key & 7))
        {
            case Varint:
                Number = ReadVarint();
                return true;
            case Fixed64:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
                return true;
            case Fixed32:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                return true;
            case Delimited:
                Bytes = Take((int)ReadVarint());
                return true;
            default:
                throw new FormatException($"wire type {key & 7} of field {Field}");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private ulong ReadVarint()
    {
        var (value, shift) = (0UL, 0);
        byte next;
        do
        {
            next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            shift += 7;
        }
        while ((next & 0x80) != 0);
        return value;
    }
}
