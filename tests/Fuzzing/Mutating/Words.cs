using System.Text;

namespace Holdfast.Fuzzing.Mutating;

/// <summary>Pieces of text as bytes.</summary>
internal static class Words
{
    /// <summary>Of numbers and text that readers trip over, in any format.</summary>
    public static readonly byte[][] Odd =
    [
        .. Of(
            "0", "-0", "-1", "1", "00", "1e400", "1e-400", "NaN", "Infinity", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
            "18446744073709551615", "4294967296", "2147483648", "99999999999999999999999999999999", "0.1", "1.", ".5", "true", "null", "", " ", "\t", "\n", "\r\n", "\0",
            "é", "𝔘", "\uFEFF", "\u2028", "%00", "%", "\\u0000", "\\ud800", "\"", "'", "\\", "/", "..", "{}", "[]", "{", "}", "[", "]", ":", ",", ";", "="),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80],
    ];

    public static byte[][] Of(params IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
