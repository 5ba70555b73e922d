namespace Holdfast.Routing.LineProtocol;

/// <summary>Where quoted field values end.</summary>
internal static class QuotedText
{
    /// <summary>The offset behind the closing quote of the value whose opening quote stands at <paramref name="open"/>; -1 when there is none.</summary>
    public static int End(ReadOnlySpan<byte> text, int open)
    {
        var at = open + 1;
        while (true)
        {
            var found = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
                return -1;
            at += found;
            if (text[at] == '"')
                return at + 1;
            at += at + 1 < text.Length && text[at + 1] is (byte)'"' or (byte)'\\' ? 2 : 1;
        }
    }
}
