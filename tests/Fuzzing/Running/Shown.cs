using System.Globalization;
using System.Text;

namespace Holdfast.Fuzzing.Running;

/// <summary>Bytes for people: printable ones as they are, others as in a C# string of single bytes.</summary>
internal static class Shown
{
    private const int Most = 2000;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var value in bytes[..Math.Min(bytes.Length, Most)])
        {
            _ = value switch
            {
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                (byte)'\\' => text.Append("\\\\"),
                >= 0x20 and < 0x7F => text.Append((char)value),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}"),
            };
        }

        return bytes.Length > Most ? $"{text}… ({bytes.Length} bytes)" : text.ToString();
    }
}
