using System.Globalization;

namespace Holdfast.Routing.LineProtocol;

/// <summary>
/// Reads the value of an accepted field from the bytes of its <see cref="FieldSpan"/> value range. Allocates nothing. Given anything
/// but an accepted value of that type, each throws <see cref="FormatException"/>: whoever calls has checked the type.
/// </summary>
public static class FieldValues
{
    /// <summary>The float nearest to what is written; infinite when it is too large, which no accepted value is.</summary>
    public static double ReadFloat(ReadOnlySpan<byte> value) =>
        double.Parse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);

    /// <summary>The integer, whose bytes end with <c>i</c>.</summary>
    public static long ReadInteger(ReadOnlySpan<byte> value) =>
        value.EndsWith("i"u8) && Digits.TryReadInt64(value[..^1], out var number)
            ? number
            : throw new FormatException("Not an integer field value.");

    /// <summary>The unsigned integer, whose bytes end with <c>u</c>.</summary>
    public static ulong ReadUnsigned(ReadOnlySpan<byte> value) =>
        value.EndsWith("u"u8) && Digits.TryReadUInt64(value[..^1], out var number)
            ? number
            : throw new FormatException("Not an unsigned field value.");

    /// <summary>The boolean.</summary>
    public static bool ReadBoolean(ReadOnlySpan<byte> value) => value.IsEmpty
        ? throw new FormatException("Not a boolean field value.")
        : value[0] switch
        {
            (byte)'t' or (byte)'T' => true,
            (byte)'f' or (byte)'F' => false,
            _ => throw new FormatException("Not a boolean field value."),
        };
}
