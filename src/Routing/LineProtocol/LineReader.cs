using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Holdfast.Routing.LineProtocol;

/// <summary>
/// Reads line protocol in one pass over its bytes. It accepts what the reference decoder (influxdata/line-protocol) accepts, less
/// what is not line protocol though that decoder lets it pass: a tag key that stands twice, and Go's own forms of floats
/// (hexadecimal, underscores). Allocates nothing but a <see cref="Rejection"/> per rejected line. Not thread-safe.
/// </summary>
/// <remarks>
/// After a rejection reading goes on behind the first newline at or behind the fault, whether or not that newline looks quoted: the
/// quoting of a faulty line cannot be relied on. A string that is never closed, or that runs on over several lines to a quote which
/// does not end a field, is a fault at its opening quote, so it costs that line only; the reference decoder gives up everything to
/// where the string happens to end. A line whose shape is right and whose content is not (a tag key twice, bytes that are not
/// UTF-8, too long) ends where it would have ended.
/// </remarks>
public ref struct LineReader
{
    /// <summary>The longest line, in bytes, that is taken when no other limit is given.</summary>
    public const int DefaultMaxLineBytes = 1024 * 1024;

    /// <summary>The most tags that a line may have. It bounds the stack that looking for duplicates takes.</summary>
    public const int MaxTags = 1024;

    private readonly ReadOnlySpan<byte> _text;
    private readonly long _factor;
    private readonly int _maxLineBytes;
    private readonly bool _isUtf8;
    private LineScanner _scanner;
    private int _position;
    private int _line = 1;

    /// <summary>Starts at the beginning of the text.</summary>
    /// <param name="text">The text; need not end with a newline.</param>
    /// <param name="precision">The unit of the text's timestamps.</param>
    /// <param name="maxLineBytes">The longest line that is taken, in bytes from its measurement to its last digit; at least 1.</param>
    public LineReader(ReadOnlySpan<byte> text, TimestampPrecision precision, int maxLineBytes = DefaultMaxLineBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLineBytes, 1);
        _text = text;
        _factor = precision.Factor();
        _maxLineBytes = maxLineBytes;
        _isUtf8 = Utf8.IsValid(text);
        _scanner = new LineScanner(text);
    }

    /// <summary>How many bytes have been read: where the next line starts.</summary>
    public readonly int Position => _position;

    /// <summary>Reads the next line; blank lines and comments are passed over.</summary>
    /// <param name="point">
    /// The point. Of a rejected line only <see cref="PointLine.Line"/>, <see cref="PointLine.Start"/> and <see cref="PointLine.End"/>
    /// are set: the bytes that are given up with it, without their last line end. At the end of the text all zeros.
    /// </param>
    /// <param name="rejection">Why the line was rejected; null otherwise.</param>
    public LineStatus Read(out PointLine point, out Rejection? rejection)
    {
        rejection = null;
        var isSound = SkipToPoint();
        var start = _position;
        if (isSound && start == _text.Length)
        {
            point = default;
            return LineStatus.End;
        }

        if (isSound && TryReadPoint(start, out point))
            return LineStatus.Point;
        rejection = Reject(start, out point);
        return LineStatus.Rejected;
    }

    private bool TryReadPoint(int start, out PointLine point)
    {
        Unsafe.SkipInit(out point);
        _scanner.TagCount = 0;
        _scanner.QuotedNewlines = 0;
        var measurementEnd = _scanner.ReadMeasurement(start);
        if (measurementEnd < 0)
            return false;
        var tagsStart = measurementEnd;
        var tagsEnd = measurementEnd;
        if (_text[measurementEnd] == ',' && (tagsEnd = _scanner.ReadTags(++tagsStart)) < 0)
            return false;
        var fieldsStart = _scanner.SkipBlanks(tagsEnd);
        var fieldsEnd = _scanner.ReadFields(fieldsStart);
        if (fieldsEnd < 0)
            return false;
        var timeStart = _scanner.SkipBlanks(fieldsEnd);
        var timeEnd = _scanner.ReadTime(timeStart, out var time);
        if (timeEnd < 0 || !TryScale(timeStart, ref time))
            return false;
        var end = timeEnd > timeStart ? timeEnd : fieldsEnd;
        if (!EndLine(_scanner.SkipBlanks(timeEnd)) || !CheckContent(start, end))
            return false;
        point = new PointLine
        {
            Line = _line,
            Start = start,
            MeasurementEnd = measurementEnd,
            TagsStart = tagsStart,
            TagsEnd = tagsEnd,
            FieldsStart = fieldsStart,
            FieldsEnd = fieldsEnd,
            TimestampStart = timeStart,
            TimestampEnd = timeEnd,
            End = end,
            Time = time,
        };
        _line += _scanner.QuotedNewlines + 1;
        return true;
    }

    private bool TryScale(int start, ref long time)
    {
        if (_factor == 1)
            return true;
        if (time > long.MaxValue / _factor || time < long.MinValue / _factor)
            return _scanner.Fail(Fault.TimestampOutOfRange, start) >= 0;
        time *= _factor;
        return true;
    }

    private bool EndLine(int at)
    {
        if (!_scanner.IsLineEnd(at))
            return _scanner.Fail(_text[at] == '\r' ? Fault.LoneCarriageReturn : Fault.TextAfterTimestamp, at) >= 0;
        _position = PassLineEnd(at);
        return true;
    }

    /// <summary>What is checked once the line's shape is known and <see cref="_position"/> is behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CheckContent(int start, int end) =>
        (end - start <= _maxLineBytes && _isUtf8 && _scanner.TagCount < 2) || CheckContentSlowly(start, end);

    private bool CheckContentSlowly(int start, int end)
    {
        if (end - start > _maxLineBytes)
            return _scanner.Fail(Fault.LineTooLong, start + _maxLineBytes, resume: _position) >= 0;
        if (!_isUtf8 && !Utf8.IsValid(_text[start..end]))
            return _scanner.Fail(Fault.NotUtf8, start + ValidLength(_text[start..end]), resume: _position) >= 0;
        if (_scanner.FindDuplicateTag() is not { } key)
            return true;
        return _scanner.Fail(Fault.DuplicateTag, key.Start.Value, key.Start.Value, key.End.Value, _position) >= 0;
    }

    private static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        while (Rune.DecodeFromUtf8(bytes[length..], out _, out var consumed) == OperationStatus.Done)
            length += consumed;
        return length;
    }

    /// <summary>Passes over blank lines and comments. False when one of them is faulty; the position is then at its start.</summary>
    private bool SkipToPoint()
    {
        while (true)
        {
            _position = _scanner.SkipBlanks(_position);
            if (_position == _text.Length)
                return true;
            var end = _position;
            if (_text[end] == '#')
                end = CommentEnd(end);
            else if (_text[end] is not ((byte)'\n' or (byte)'\r'))
                return true;
            if (!_scanner.IsLineEnd(end))
                return _scanner.Fail(_text[end] == '\r' ? Fault.LoneCarriageReturn : Fault.ControlInComment, end) >= 0;
            _position = PassLineEnd(end);
            _line++;
        }
    }

    private readonly int CommentEnd(int at)
    {
        var length = _text[at..].IndexOfAnyInRange((byte)0, (byte)0x1F);
        var end = length < 0 ? _text.Length : at + length;
        var delete = _text[at..end].IndexOf((byte)0x7F);
        return delete < 0 ? end : at + delete;
    }

    private readonly int PassLineEnd(int at) => Math.Min(at + (at < _text.Length && _text[at] == '\r' ? 2 : 1), _text.Length);

    private Rejection Reject(int start, out PointLine point)
    {
        var site = _scanner.Site;
        var newline = _text[site.Offset..].IndexOf((byte)'\n');
        _position = site.Resume ?? (newline < 0 ? _text.Length : site.Offset + newline + 1);
        var given = _text[start.._position];
        var (line, column) = TextPosition.Of(_text, start, _line, site.Offset);
        var rejection = new Rejection(line, column, FaultMessages.Code(site.Fault), FaultMessages.Message(_text, site, _maxLineBytes));
        point = default(PointLine) with { Line = _line, Start = start, End = start + given.TrimEnd("\r\n"u8).Length };
        _line += given.Count((byte)'\n');
        return rejection;
    }
}
