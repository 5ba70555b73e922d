using System.Globalization;
using System.Text;

namespace Holdfast.Routing.LineProtocol;

/// <summary>Turns bytes of the input into something that can stand in a message, a log and a terminal.</summary>
internal static class Printable
{
    /// <summary>The most bytes of input that one quotation shows; a message has two at most.</summary>
    public const int MaxBytes = 20;

    /// <summary>The bytes in single quotes: at most <see cref="MaxBytes"/> of them, whatever is not printable as <c>\x1F</c>.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(MaxBytes + 8).Append('\'');
        var shown = 0;
        while (shown < bytes.Length)
        {
            var status = Rune.DecodeFromUtf8(bytes[shown..], out var rune, out var length);
            if (shown + length > MaxBytes)
                break;
            if (status == System.Buffers.OperationStatus.Done && IsPrintable(rune))
                text.Append(rune.ToString());
            else
                AppendHex(text, bytes.Slice(shown, length));
            shown += length;
        }

        return text.Append(shown < bytes.Length ? "...'" : "'").ToString();
    }

    /// <summary>What stands at an offset, in words: <c>a blank</c>, <c>the end of the line</c>, <c>'x'</c>.</summary>
    public static string Describe(ReadOnlySpan<byte> text, int offset)
    {
        if (offset >= text.Length)
            return "the end of the input";
        switch (text[offset])
        {
            case (byte)'\n':
            case (byte)'\r' when offset + 1 == text.Length || text[offset + 1] == '\n':
                return "the end of the line";
            case (byte)'\r':
                return "a carriage return without a newline";
            case (byte)' ':
                return "a blank";
            case (byte)'\t':
                return "a tab";
            case < 0x20 or 0x7F:
                return $"control character 0x{text[offset]:X2}";
            default:
                Rune.DecodeFromUtf8(text[offset..], out _, out var length);
                return Quote(text.Slice(offset, length));
        }
    }

    private static void AppendHex(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            text.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}");
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
