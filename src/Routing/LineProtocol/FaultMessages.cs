using System.Buffers;

namespace Holdfast.Routing.LineProtocol;

/// <summary>The code and the sentence for each <see cref="Fault"/>: what was found, and what was expected.</summary>
internal static class FaultMessages
{
    private static readonly SearchValues<byte> ValueEnds = SearchValues.Create(", \r\n"u8);

    public static RejectionCode Code(Fault fault) => fault switch
    {
        Fault.MeasurementExpected => RejectionCode.InvalidMeasurement,
        Fault.ControlInName or Fault.LoneCarriageReturn or Fault.ControlInComment or Fault.NotUtf8 => RejectionCode.InvalidCharacter,
        Fault.TagKeyExpected or Fault.TagEqualsExpected or Fault.TagValueExpected or Fault.TagSeparatorExpected or Fault.TooManyTags
            => RejectionCode.InvalidTag,
        Fault.DuplicateTag => RejectionCode.DuplicateTag,
        Fault.FieldsExpected => RejectionCode.MissingFields,
        Fault.FieldKeyExpected or Fault.FieldEqualsExpected or Fault.FieldValueExpected or Fault.ValueUnknown or Fault.BooleanMalformed
            => RejectionCode.InvalidField,
        Fault.NotFinite or Fault.FloatMalformed or Fault.IntegerMalformed or Fault.UnsignedMalformed => RejectionCode.InvalidNumber,
        Fault.FloatOutOfRange or Fault.IntegerOutOfRange or Fault.UnsignedOutOfRange => RejectionCode.NumberOutOfRange,
        Fault.StringUnterminated or Fault.StringRunsOn or Fault.StringFollowed => RejectionCode.InvalidString,
        Fault.TimestampMalformed or Fault.TextAfterTimestamp => RejectionCode.InvalidTimestamp,
        Fault.TimestampOutOfRange => RejectionCode.TimestampOutOfRange,
        Fault.LineTooLong => RejectionCode.LineTooLong,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "There is no message for this fault."),
    };

    public static string Message(ReadOnlySpan<byte> text, in FaultSite site, int maxLineBytes)
    {
        var found = Printable.Describe(text, site.Offset);
        var name = Printable.Quote(text[site.Name]);
        var value = Printable.Quote(Token(text, site.Offset));
        return site.Fault switch
        {
            Fault.MeasurementExpected => $"found {found}, expected a measurement",
            Fault.ControlInName => $"found {found}, which may stand in a quoted string only: names and values are separated by blanks",
            Fault.LoneCarriageReturn => $"found {found}, expected a line end",
            Fault.ControlInComment => $"found {found} in a comment, expected printable characters",
            Fault.NotUtf8 => $"found byte 0x{text[site.Offset]:X2} where it is not UTF-8, expected UTF-8 throughout",
            Fault.TagKeyExpected => $"found {found}, expected a tag key after the comma",
            Fault.TagEqualsExpected => $"found {found} after tag key {name}, expected '=' and a value",
            Fault.TagValueExpected => $"found {found}, expected a value for tag {name}",
            Fault.TagSeparatorExpected => $"found {found} in the value of tag {name}, expected ',' or a blank; write it as '\\=' to mean itself",
            Fault.TooManyTags => $"found more tags, expected at most {LineReader.MaxTags}",
            Fault.DuplicateTag => $"found tag key {name} again, expected every tag key once",
            Fault.FieldsExpected => $"found {found}, expected a blank and at least one field such as value=1",
            Fault.FieldKeyExpected => $"found {found}, expected a field key",
            Fault.FieldEqualsExpected => $"found {found} after field key {name}, expected '=' and a value",
            Fault.FieldValueExpected => $"found {found}, expected a value for field {name}",
            Fault.ValueUnknown => $"found {value} for field {name}, expected a number, a boolean, or a string in double quotes",
            Fault.BooleanMalformed => $"found {value} for field {name}, expected t, true, f, false, or a string in double quotes",
            Fault.NotFinite => $"found {value} for field {name}, expected a finite number",
            Fault.FloatMalformed => $"found {value} for field {name}, expected a number such as 1, 1.5 or 1e3",
            Fault.FloatOutOfRange => $"found {value} for field {name}, expected a number of at most 1.8e308 in size",
            Fault.IntegerMalformed => $"found {value} for field {name}, expected an integer such as 42i",
            Fault.IntegerOutOfRange => $"found {value} for field {name}, expected {long.MinValue}i to {long.MaxValue}i",
            Fault.UnsignedMalformed => $"found {value} for field {name}, expected an unsigned integer such as 42u",
            Fault.UnsignedOutOfRange => $"found {value} for field {name}, expected 0u to {ulong.MaxValue}u",
            Fault.StringUnterminated => $"found no closing quote for field {name}, expected one before the end of the input",
            Fault.StringRunsOn => $"found no closing quote for field {name} on this line, and the next quote does not end a field either",
            Fault.StringFollowed => $"found {found} after the closing quote of field {name}, expected ',', a blank or the end of the line",
            Fault.TimestampMalformed => $"found {value}, expected an integer timestamp or the end of the line",
            Fault.TimestampOutOfRange => $"found timestamp {value}, expected one that fits into 64 bits of nanoseconds (is the precision right?)",
            Fault.TextAfterTimestamp => $"found {found} after the timestamp, expected the end of the line",
            Fault.LineTooLong => $"found more than {maxLineBytes} bytes, expected a shorter line",
            _ => throw new ArgumentOutOfRangeException(nameof(site), site.Fault, "There is no message for this fault."),
        };
    }

    /// <summary>The bytes from an offset to the next comma, blank or line end.</summary>
    public static ReadOnlySpan<byte> Token(ReadOnlySpan<byte> text, int offset)
    {
        var rest = text[Math.Min(offset, text.Length)..];
        var end = rest.IndexOfAny(ValueEnds);
        return end < 0 ? rest : rest[..end];
    }
}
