using System.Runtime.CompilerServices;

namespace Holdfast.Routing.LineProtocol;

/// <summary>
/// The grammar. Each method reads one part of a line from an offset and returns the offset behind it, or -1 with <see cref="Site"/>
/// telling what is wrong. An offset is never behind the text's end; the end itself reads as the end of a line.
/// </summary>
internal ref struct LineScanner
{
    private const int Failed = -1;

    private readonly ReadOnlySpan<byte> _text;
    private StructuralScanner _structure;
    private TagKeyList _tagKeys;

    public LineScanner(ReadOnlySpan<byte> text)
    {
        _text = text;
        _structure = new StructuralScanner(text);
    }

    /// <summary>The fault, after a method has returned -1.</summary>
    public FaultSite Site { get; private set; }

    /// <summary>The tags that <see cref="ReadTags"/> found.</summary>
    public int TagCount { get; set; }

    /// <summary>Newlines within strings since the caller last set it to zero.</summary>
    public int QuotedNewlines { get; set; }

    public int ReadMeasurement(int start)
    {
        var at = start;
        while (true)
        {
            at = _structure.Next(at);
            switch (Peek(at))
            {
                case (byte)'=':
                    at++;
                    break;
                case (byte)'\\':
                    at += Peek(at + 1) is (byte)',' or (byte)' ' ? 2 : 1;
                    break;
                case (byte)',' or (byte)' ' when at > start:
                    return at;
                case (byte)',':
                    return Fail(Fault.MeasurementExpected, at);
                default:
                    return Fail(FaultOr(Fault.FieldsExpected, at), at);
            }
        }
    }

    /// <summary>Reads the tags from the first one's key on; the measurement's comma is behind it.</summary>
    public int ReadTags(int at)
    {
        for (TagCount = 0; ; TagCount++)
        {
            var keyEnd = _structure.KeyEnd(at);
            if (keyEnd == at || Peek(keyEnd) != '=')
                return Fail(FaultOr(keyEnd == at ? Fault.TagKeyExpected : Fault.TagEqualsExpected, keyEnd), keyEnd, at, keyEnd);
            var valueEnd = _structure.KeyEnd(keyEnd + 1);
            if (valueEnd == keyEnd + 1)
                return Fail(FaultOr(Fault.TagValueExpected, valueEnd), valueEnd, at, keyEnd);
            if (TagCount < TagKeyList.Capacity)
                _tagKeys[TagCount] = TagKeys.Pack(at, keyEnd);
            else if (TagCount == LineReader.MaxTags)
                return Fail(Fault.TooManyTags, at);
            switch (Peek(valueEnd))
            {
                case (byte)',':
                    at = valueEnd + 1;
                    break;
                case (byte)' ':
                    TagCount++;
                    return valueEnd;
                case (byte)'=':
                    return Fail(Fault.TagSeparatorExpected, valueEnd, at, keyEnd);
                default:
                    return Fail(FaultOr(Fault.FieldsExpected, valueEnd), valueEnd);
            }
        }
    }

    public int ReadFields(int at)
    {
        if (IsLineEnd(at))
            return Fail(Fault.FieldsExpected, at);
        while (true)
        {
            var keyEnd = _structure.KeyEnd(at);
            if (keyEnd == at || Peek(keyEnd) != '=')
                return Fail(FaultOr(keyEnd == at ? Fault.FieldKeyExpected : Fault.FieldEqualsExpected, keyEnd), keyEnd, at, keyEnd);
            var valueEnd = ReadValue(at, keyEnd);
            if (valueEnd < 0 || Peek(valueEnd) != ',')
                return valueEnd;
            at = valueEnd + 1;
        }
    }

    /// <summary>Reads the timestamp, if there is one, as a number of whatever unit.</summary>
    public int ReadTime(int start, out long time)
    {
        time = 0;
        if (IsLineEnd(start))
            return start;
        if (_text[start] == '\r')
            return Fail(Fault.LoneCarriageReturn, start);
        var end = _structure.Next(start);
        var digits = _text[start..end];
        if (!IsTokenEnd(end) || !Digits.IsInteger(digits))
            return Fail(Fault.TimestampMalformed, start);
        return Digits.TryReadInt64(digits, out time) ? end : Fail(Fault.TimestampOutOfRange, start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int SkipBlanks(int at)
    {
        while (Peek(at) == ' ')
            at++;
        return at;
    }

    /// <summary>Whether a newline, with or without carriage return, or the end of the text stands here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsLineEnd(int at) =>
        at >= _text.Length || _text[at] == '\n' || (_text[at] == '\r' && (at + 1 == _text.Length || _text[at + 1] == '\n'));

    /// <summary>The first tag key, in line order, that stood before; null when there is none.</summary>
    public Range? FindDuplicateTag()
    {
        ReadOnlySpan<long> first = _tagKeys;
        if (TagCount <= TagKeyList.Capacity)
            return TagKeys.FindDuplicate(_text, first[..TagCount]);
        Span<long> keys = stackalloc long[LineReader.MaxTags];
        var at = TagKeys.Range(first[0]).Start.Value;
        for (var index = 0; index < TagCount; index++)
        {
            var keyEnd = _structure.KeyEnd(at);
            keys[index] = TagKeys.Pack(at, keyEnd);
            at = _structure.KeyEnd(keyEnd + 1) + 1;
        }

        return TagKeys.FindDuplicateAmongMany(_text, keys[..TagCount]);
    }

    public int Fail(Fault fault, int offset, int nameStart = 0, int nameEnd = 0, int? resume = null)
    {
        Site = new FaultSite(fault, offset, nameStart..nameEnd, resume);
        return Failed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadValue(int keyStart, int keyEnd)
    {
        var start = keyEnd + 1;
        if (Peek(start) == '"')
            return ReadString(keyStart, keyEnd);
        var end = _structure.Next(start);
        if ((end == _text.Length || _text[end] is (byte)',' or (byte)' ' or (byte)'\n' or (byte)'\r') && ValueSyntax.IsPlainNumber(_text, start, end))
            return end;
        return ReadUncommonValue(keyStart, keyEnd, start, end);
    }

    private int ReadUncommonValue(int keyStart, int keyEnd, int start, int end)
    {
        if (!IsValueEnd(end))
            return Fail(ValueSyntax.Check(FaultMessages.Token(_text, start)), start, keyStart, keyEnd);
        if (end == start)
            return Fail(Fault.FieldValueExpected, start, keyStart, keyEnd);
        var fault = ValueSyntax.Check(_text[start..end]);
        return fault == Fault.None ? end : Fail(fault, start, keyStart, keyEnd);
    }

    private int ReadString(int keyStart, int keyEnd)
    {
        var open = keyEnd + 1;
        var at = QuotedText.End(_text, open);
        if (at < 0)
            return Fail(Fault.StringUnterminated, open, keyStart, keyEnd);
        var newlines = _text[open..at].Count((byte)'\n');
        QuotedNewlines += newlines;
        if (IsValueEnd(at))
            return at;
        return newlines > 0 ? Fail(Fault.StringRunsOn, open, keyStart, keyEnd) : Fail(Fault.StringFollowed, at, keyStart, keyEnd);
    }

    /// <summary>The byte at an offset; zero at the end, which reads as a control character and so as nothing that could go on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte Peek(int at) => (uint)at < (uint)_text.Length ? _text[at] : (byte)0;

    private readonly bool IsTokenEnd(int at) => at == _text.Length || _text[at] is (byte)' ' or (byte)'\n' or (byte)'\r';

    private readonly bool IsValueEnd(int at) => IsTokenEnd(at) || _text[at] == ',';

    /// <summary>The given fault, unless what stands here is a character that may stand nowhere.</summary>
    private readonly Fault FaultOr(Fault fault, int at)
    {
        if (IsLineEnd(at))
            return fault;
        return _text[at] switch
        {
            (byte)'\r' => Fault.LoneCarriageReturn,
            < 0x20 or 0x7F => Fault.ControlInName,
            _ => fault,
        };
    }
}
