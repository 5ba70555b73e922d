using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Reconciling;

/// <summary>The value of one cell, exact; the default value stands for 'no such cell'. Two are equal when their types and all their bits are.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CellValue
{
    private readonly long _bits;
    private readonly string? _text;

    private CellValue(FieldType type, long bits, string? text)
    {
        Type = type;
        _bits = bits;
        _text = text;
    }

    /// <summary>Its type; <see cref="FieldType.None"/> when there is no such cell.</summary>
    public FieldType Type { get; }

    /// <summary>Whether there is such a cell.</summary>
    public bool Exists => Type != FieldType.None;

    /// <summary>A float; minus zero is another one than zero.</summary>
    public static CellValue Float(double value) => new(FieldType.Float, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A signed integer.</summary>
    public static CellValue Integer(long value) => new(FieldType.Integer, value, null);

    /// <summary>An unsigned integer.</summary>
    public static CellValue Unsigned(ulong value) => new(FieldType.Unsigned, unchecked((long)value), null);

    /// <summary>A boolean.</summary>
    public static CellValue Boolean(bool value) => new(FieldType.Boolean, value ? 1 : 0, null);

    /// <summary>A text.</summary>
    public static CellValue OfText(string value) => new(FieldType.Text, 0, value);

    /// <summary>Writes it as the value of a field.</summary>
    /// <exception cref="InvalidOperationException">There is no such cell.</exception>
    public void Write(IBufferWriter<byte> writer)
    {
        switch (Type)
        {
            case FieldType.Float:
                FieldWriter.WriteFloat(BitConverter.Int64BitsToDouble(_bits), writer);
                break;
            case FieldType.Integer:
                FieldWriter.WriteInteger(_bits, writer);
                break;
            case FieldType.Unsigned:
                FieldWriter.WriteUnsigned(unchecked((ulong)_bits), writer);
                break;
            case FieldType.Boolean:
                FieldWriter.WriteBoolean(_bits != 0, writer);
                break;
            case FieldType.Text:
                FieldWriter.WriteText(_text!, writer);
                break;
            default:
                throw new InvalidOperationException("A cell that does not exist has no value.");
        }
    }

    /// <summary>The value for people, with its type's mark as in line protocol; empty when there is no such cell.</summary>
    public override string ToString() => Type switch
    {
        FieldType.Float => BitConverter.Int64BitsToDouble(_bits).ToString("R", CultureInfo.InvariantCulture),
        FieldType.Integer => $"{_bits.ToString(CultureInfo.InvariantCulture)}i",
        FieldType.Unsigned => $"{unchecked((ulong)_bits).ToString(CultureInfo.InvariantCulture)}u",
        FieldType.Boolean => _bits != 0 ? "true" : "false",
        FieldType.Text => $"\"{_text}\"",
        _ => "",
    };
}
