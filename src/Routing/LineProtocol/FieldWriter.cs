using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Holdfast.Routing.LineProtocol;

/// <summary>
/// Writes field values as line protocol wants them, so that whoever reads them back gets the identical value. Allocates nothing of its own.
/// Thread-safe.
/// </summary>
public static class FieldWriter
{
    // The longest float is -1.7976931348623157E+308; the longest integer -9223372036854775808i.
    private const int LongestNumber = 32;

    /// <summary>Writes a float with as many digits as it takes to read the same one back.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite: line protocol has no such float.</exception>
    public static void WriteFloat(double value, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "Line protocol has only finite floats.");
        value.TryFormat(writer.GetSpan(LongestNumber), out var written, "R", CultureInfo.InvariantCulture);
        writer.Advance(written);
    }

    /// <summary>Writes a signed integer, such as <c>-1i</c>.</summary>
    public static void WriteInteger(long value, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var span = writer.GetSpan(LongestNumber);
        Utf8Formatter.TryFormat(value, span, out var written);
        span[written] = (byte)'i';
        writer.Advance(written + 1);
    }

    /// <summary>Writes an unsigned integer, such as <c>1u</c>.</summary>
    public static void WriteUnsigned(ulong value, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var span = writer.GetSpan(LongestNumber);
        Utf8Formatter.TryFormat(value, span, out var written);
        span[written] = (byte)'u';
        writer.Advance(written + 1);
    }

    /// <summary>Writes a boolean as <c>true</c> or <c>false</c>.</summary>
    public static void WriteBoolean(bool value, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(value ? "true"u8 : "false"u8);
    }

    /// <summary>
    /// Writes a text in quotes. Only quotes and backslashes are escaped, which every store reads alike; a newline stands for itself.
    /// </summary>
    public static void WriteText(string value, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("\""u8);
        var rest = value.AsSpan();
        while (true)
        {
            var special = rest.IndexOfAny('"', '\\');
            Encoding.UTF8.GetBytes(special < 0 ? rest : rest[..special], writer);
            if (special < 0)
                break;
            writer.Write(rest[special] == '"' ? "\\\""u8 : "\\\\"u8);
            rest = rest[(special + 1)..];
        }

        writer.Write("\""u8);
    }
}
