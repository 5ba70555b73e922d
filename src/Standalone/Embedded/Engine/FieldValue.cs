using System.Runtime.InteropServices;

using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>
/// One value without boxing: numbers and booleans as 64 bits, text beside them. The default value is InfluxQL's null.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FieldValue
{
    private readonly long _bits;

    private FieldValue(FieldType type, long bits, string? text)
    {
        Type = type;
        _bits = bits;
        Text = text;
    }

    public FieldType Type { get; }

    /// <summary>The text of a text value, null for every other.</summary>
    public string? Text { get; }

    public bool IsNull => Type == FieldType.None;

    public double Float => BitConverter.Int64BitsToDouble(_bits);

    public long Integer => _bits;

    public ulong Unsigned => unchecked((ulong)_bits);

    public bool Boolean => _bits != 0;

    /// <summary>The number as a double, whatever its type; zero for text.</summary>
    public double Number => Type switch
    {
        FieldType.Float => Float,
        FieldType.Unsigned => Unsigned,
        _ => Integer,
    };

    public long Bits => _bits;

    public static FieldValue Of(double value) => new(FieldType.Float, BitConverter.DoubleToInt64Bits(value), null);

    public static FieldValue Of(long value) => new(FieldType.Integer, value, null);

    public static FieldValue Of(ulong value) => new(FieldType.Unsigned, unchecked((long)value), null);

    public static FieldValue Of(bool value) => new(FieldType.Boolean, value ? 1 : 0, null);

    public static FieldValue Of(string text) => new(FieldType.Text, 0, text);

    public static FieldValue FromBits(FieldType type, long bits) => new(type, bits, null);

    /// <summary>
    /// Orders two values of one type: numbers by size, false before true, text by its code units. The type is the caller's to check.
    /// </summary>
    public int OrderTo(in FieldValue other) => Type switch
    {
        FieldType.Float => Float.CompareTo(other.Float),
        FieldType.Unsigned => Unsigned.CompareTo(other.Unsigned),
        FieldType.Text => string.CompareOrdinal(Text, other.Text),
        _ => Integer.CompareTo(other.Integer),
    };
}
