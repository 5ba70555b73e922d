using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Holdfast.Routing.LineProtocol;

/// <summary>Whether the bytes of an unquoted field value are a value, decided without computing it.</summary>
internal static class ValueSyntax
{
    /// <summary>The type that an accepted value is written in. For accepted values only: it looks at two bytes.</summary>
    public static FieldType TypeOf(ReadOnlySpan<byte> value) => value[0] switch
    {
        (byte)'"' => FieldType.Text,
        (byte)'t' or (byte)'T' or (byte)'f' or (byte)'F' => FieldType.Boolean,
        _ => value[^1] switch
        {
            (byte)'i' => FieldType.Integer,
            (byte)'u' => FieldType.Unsigned,
            _ => FieldType.Float,
        },
    };

    /// <summary>
    /// The common numbers, without a loop whose length the processor would have to guess: sixteen bytes are compared with the
    /// digits at once, and what is no digit must be a leading minus, one point, or the closing suffix. Says no to much that is valid.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlainNumber(ReadOnlySpan<byte> text, int start, int end)
    {
        var length = end - start;
        if (length is < 1 or > 16 || start > text.Length - Vector128<byte>.Count)
            return false;
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), start);
        var offsets = Vector128.LoadUnsafe(ref first) - Vector128.Create((byte)'0');
        var others = Vector128.GreaterThan(offsets, Vector128.Create((byte)9)).ExtractMostSignificantBits() & ((1u << length) - 1);
        var digits = length;
        if (first == '-')
        {
            others &= others - 1;
            digits--;
        }

        if (others == 0)
            return digits > 0;
        if (digits < 2 || (others & (others - 1)) != 0)
            return false;
        return Unsafe.Add(ref first, BitOperations.TrailingZeroCount(others)) switch
        {
            (byte)'.' => true,
            (byte)'i' => others == 1u << (length - 1),
            (byte)'u' => others == 1u << (length - 1) && first != '-',
            _ => false,
        };
    }

    /// <summary>What is wrong with the bytes as an unquoted value; <see cref="Fault.None"/> when nothing is.</summary>
    public static Fault Check(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return Fault.ValueUnknown;
        switch (value[0])
        {
            case (byte)'t' or (byte)'T' or (byte)'f' or (byte)'F':
                return IsBoolean(value) ? Fault.None : Fault.BooleanMalformed;
            case >= (byte)'0' and <= (byte)'9' or (byte)'-' or (byte)'.':
                return value[^1] switch
                {
                    (byte)'i' => CheckInteger(value[..^1]),
                    (byte)'u' => CheckUnsigned(value[..^1]),
                    _ => CheckFloat(value),
                };
            default:
                return IsNotFinite(value) ? Fault.NotFinite : Fault.ValueUnknown;
        }
    }

    private static bool IsBoolean(ReadOnlySpan<byte> value) => value.Length switch
    {
        1 => true,
        4 => value.SequenceEqual("true"u8) || value.SequenceEqual("True"u8) || value.SequenceEqual("TRUE"u8),
        5 => value.SequenceEqual("false"u8) || value.SequenceEqual("False"u8) || value.SequenceEqual("FALSE"u8),
        _ => false,
    };

    private static Fault CheckInteger(ReadOnlySpan<byte> value) =>
        Digits.TryReadInt64(value, out _) ? Fault.None : Digits.IsInteger(value) ? Fault.IntegerOutOfRange : Fault.IntegerMalformed;

    private static Fault CheckUnsigned(ReadOnlySpan<byte> value) =>
        Digits.TryReadUInt64(value, out _) ? Fault.None : Digits.IsUnsigned(value) ? Fault.UnsignedOutOfRange : Fault.UnsignedMalformed;

    private static Fault CheckFloat(ReadOnlySpan<byte> value)
    {
        if (!IsFloat(value))
            return IsNotFinite(value) ? Fault.NotFinite : Fault.FloatMalformed;
        return double.IsFinite(FieldValues.ReadFloat(value)) ? Fault.None : Fault.FloatOutOfRange;
    }

    private static bool IsFloat(ReadOnlySpan<byte> value)
    {
        var rest = value[0] == '-' ? value[1..] : value;
        var whole = Digits.Count(rest);
        var mantissa = whole;
        rest = rest[whole..];
        if (!rest.IsEmpty && rest[0] == '.')
        {
            var fraction = Digits.Count(rest[1..]);
            mantissa += fraction;
            rest = rest[(1 + fraction)..];
        }

        if (mantissa == 0)
            return false;
        if (rest.IsEmpty)
            return true;
        if (rest[0] is not ((byte)'e' or (byte)'E'))
            return false;
        rest = rest[1..];
        if (!rest.IsEmpty && rest[0] is (byte)'+' or (byte)'-')
            rest = rest[1..];
        return Digits.IsUnsigned(rest);
    }

    private static bool IsNotFinite(ReadOnlySpan<byte> value)
    {
        var word = value[0] is (byte)'-' or (byte)'+' ? value[1..] : value;
        return System.Text.Ascii.EqualsIgnoreCase(word, "nan"u8) || System.Text.Ascii.EqualsIgnoreCase(word, "inf"u8)
            || System.Text.Ascii.EqualsIgnoreCase(word, "infinity"u8);
    }
}
