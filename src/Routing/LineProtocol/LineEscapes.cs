using System.Text;

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

    /// <summary>Escapes a measurement, so that a line that starts with the result has it as its measurement.</summary>
    /// <exception cref="ArgumentException">It is empty, starts with '#', ends with a backslash, or has control characters: no line can carry it.</exception>
    public static byte[] EscapeMeasurement(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name[0] == '#')
            throw new ArgumentException("A measurement cannot start with '#': the line would be a comment.", nameof(name));
        return Escape(name, ", "u8, nameof(name));
    }

    /// <summary>Escapes a tag key, tag value or field key.</summary>
    /// <exception cref="ArgumentException">It is empty, ends with a backslash, or has control characters: no line can carry it.</exception>
    public static byte[] EscapeKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Escape(key, ",= "u8, nameof(key));
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

    private static byte[] Escape(string name, ReadOnlySpan<byte> escapable, string parameter)
    {
        if (name[^1] == '\\' || name.AsSpan().ContainsAnyInRange('\0', '\x1F') || name.Contains('\x7F', StringComparison.Ordinal))
            throw new ArgumentException("Line protocol cannot carry control characters, nor a backslash at the end.", parameter);
        var escaped = new List<byte>(name.Length + 4);
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            if (escapable.Contains(value))
                escaped.Add((byte)'\\');
            escaped.Add(value);
        }

        return [.. escaped];
    }
}
