using System.Text;
using System.Text.Unicode;

namespace Holdfast.Routing.LineProtocol;

/// <summary>
/// Removes escapes, as the reference decoder does: a backslash counts only before a byte that needs escaping there, and stands for
/// itself before any other. The forms that return text are for cold paths; the forms that fill a span allocate nothing, return
/// how many bytes they wrote, and need a destination as long as the raw bytes (shorter throws <see cref="ArgumentException"/>).
/// </summary>
public static class LineEscapes
{
    /// <summary>Removes the escapes of a measurement: of commas and blanks.</summary>
    public static string UnescapeMeasurement(ReadOnlySpan<byte> raw) => ToText(raw, UnescapeMeasurement);

    /// <summary>Removes the escapes of a measurement: of commas and blanks.</summary>
    public static int UnescapeMeasurement(ReadOnlySpan<byte> raw, Span<byte> destination) => Unescape(raw, destination, ", "u8, ", "u8);

    /// <summary>Removes the escapes of a tag key, tag value or field key: of commas, equals signs and blanks.</summary>
    public static string UnescapeKey(ReadOnlySpan<byte> raw) => ToText(raw, UnescapeKey);

    /// <summary>Removes the escapes of a tag key, tag value or field key: of commas, equals signs and blanks.</summary>
    public static int UnescapeKey(ReadOnlySpan<byte> raw, Span<byte> destination) => Unescape(raw, destination, ",= "u8, ",= "u8);

    /// <summary>The content of a quoted text field, quotes and escapes removed: of quotes, backslashes, and <c>\n \r \t</c>.</summary>
    public static string UnescapeText(ReadOnlySpan<byte> quoted) => ToText(quoted, UnescapeText);

    /// <summary>The content of a quoted text field, quotes and escapes removed: of quotes, backslashes, and <c>\n \r \t</c>.</summary>
    public static int UnescapeText(ReadOnlySpan<byte> quoted, Span<byte> destination)
    {
        if (quoted.Length < 2 || quoted[0] != '"' || quoted[^1] != '"')
            throw new ArgumentException("The value has no quotes around it.", nameof(quoted));
        return Unescape(quoted[1..^1], destination, "\"\\nrt"u8, "\"\\\n\r\t"u8);
    }

    /// <summary>
    /// Escapes a measurement. False when no line can carry it: it is empty, starts with '#' as a comment does, ends with a backslash,
    /// or has control characters or lone surrogates.
    /// </summary>
    public static bool TryEscapeMeasurement(string name, out byte[] raw)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryEscape(name, ", "u8, out raw) && raw[0] != '#';
    }

    /// <summary>
    /// Escapes a tag key, tag value or field key. False when no line can carry it: it is empty, ends with a backslash, or has control
    /// characters or lone surrogates.
    /// </summary>
    public static bool TryEscapeKey(string key, out byte[] raw)
    {
        ArgumentNullException.ThrowIfNull(key);
        return TryEscape(key, ",= "u8, out raw);
    }

    private delegate int Unescaper(ReadOnlySpan<byte> raw, Span<byte> destination);

    private static string ToText(ReadOnlySpan<byte> raw, Unescaper unescape)
    {
        var buffer = new byte[raw.Length];
        return Encoding.UTF8.GetString(buffer, 0, unescape(raw, buffer));
    }

    private static int Unescape(ReadOnlySpan<byte> raw, Span<byte> destination, ReadOnlySpan<byte> escapable, ReadOnlySpan<byte> meanings)
    {
        var written = 0;
        while (true)
        {
            var backslash = raw.IndexOf((byte)'\\');
            if (backslash < 0 || backslash + 1 == raw.Length)
            {
                raw.CopyTo(destination[written..]);
                return written + raw.Length;
            }

            raw[..backslash].CopyTo(destination[written..]);
            written += backslash;
            var meaning = escapable.IndexOf(raw[backslash + 1]);
            destination[written++] = meaning < 0 ? (byte)'\\' : meanings[meaning];
            raw = raw[(backslash + (meaning < 0 ? 1 : 2))..];
        }
    }

    private static bool TryEscape(string name, ReadOnlySpan<byte> escapable, out byte[] raw)
    {
        raw = [];
        if (name.Length == 0 || name[^1] == '\\' || name.AsSpan().ContainsAnyInRange('\0', '\x1F') || name.Contains('\x7F', StringComparison.Ordinal))
            return false;
        Span<byte> utf8 = new byte[Encoding.UTF8.GetMaxByteCount(name.Length)];
        if (Utf8.FromUtf16(name, utf8, out _, out var length, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done)
            return false;
        var escaped = new List<byte>(length + 4);
        foreach (var value in utf8[..length])
        {
            if (escapable.Contains(value))
                escaped.Add((byte)'\\');
            escaped.Add(value);
        }

        raw = [.. escaped];
        return true;
    }
}
