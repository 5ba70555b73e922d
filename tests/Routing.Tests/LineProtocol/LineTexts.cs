using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Routing.Tests.LineProtocol;

/// <summary>Texts that are nearly line protocol: pieces that matter to the grammar, in any order, and sound lines with bytes put in.</summary>
internal static class LineTexts
{
    private static readonly string[] Pieces =
    [
        "cpu", "a", "é", "µ", "#", "# note", ",", ",", "=", "=", " ", " ", "  ", "\\", "\\ ", "\\,", "\\=", "\\\\", "\\\"", "\"", "\"", "\n", "\n", "\r\n", "\r",
        "\t", "\0", "\x7F", "\u00FF", "\uFFFD", "host=a", ",host=b", ",host=a", ",a\\ b=c", ",a\\ b=d", " v=1", " v=1i", ",w=2u", ",x=t", ",y=False",
        ",z=\"text\"", ",z=\"two\nlines\"", ",q=\"\"", "=1", "=-1", "=.5", "=1.", "=-.", "=1e400", "=1e5", "=1e-5", "=0x1p2", "=1_0", "=NaN", "=inf", "=-inf",
        "=9223372036854775807i", "=9223372036854775808i", "=-9223372036854775808i", "=-9223372036854775809i", "=18446744073709551615u",
        "=18446744073709551616u", "=000000000000000000000000012i", "=-1u", "=+1", "=tru", "=123456789012345678901234567890.5", " 0", " -1", " 1795149730030265138",
        " 9223372036854775807", " 9223372036854775808", " -9223372036854775808", " 9223372036854775", " 9223372037", " 1.5", " 1x", " -", "0123456789",
        "m,t=v f=1 5\n", "m f=\"x\" 6\n", "m,t=v,u=w f=1i,g=2 7\r\n",
    ];

    private static readonly string[] Sound =
    [
        "cpu,host=h1,cpu=cpu-total usage_user=70,usage_nice=0,usage_system=18.9474 1795149730030265138",
        "we\\ ather,loc\\=ation=us\\,mid\\ west temp=82i,hum=71.5,ok=t,note=\"a \\\"b\\\" \\\\ c\nd\" -1465839830100400200",
        "m f=1u", "é,ü=ö ä=\"ß\" 0", "net,host=h1,interface=lo bytes_recv=779594757i,packets_recv=570518i,err_in=0i 12",
    ];

    private static readonly Gen<byte[]> Piece = Gen.Frequency(
        (30, Gen.Elements(Pieces).Select(Encoding.UTF8.GetBytes)), (1, Gen.Choose(0, 255).Select(static value => new[] { (byte)value })));

    private static readonly Gen<byte[]> Jumble = Piece.ListOf().Select(static pieces => pieces.SelectMany(static piece => piece).ToArray());

    private static readonly Gen<byte[]> Mutated =
        from lines in Gen.Elements(Sound).NonEmptyListOf()
        from pieces in Piece.ListOf()
        from places in Gen.Choose(0, int.MaxValue - 1).ArrayOf(pieces.Count)
        from lineEnd in Gen.Elements("\n", "\r\n", "\n\n", " \n")
        select Mutate(Encoding.UTF8.GetBytes(string.Join(lineEnd, lines)), pieces, places);

    public static Arbitrary<byte[]> Any { get; } = Arb.From(Gen.OneOf(Jumble, Mutated), ShrinkBytes);

    private static byte[] Mutate(byte[] text, IList<byte[]> pieces, int[] places)
    {
        // Few changes leave most lines sound, which is where being wrong would be dearest.
        for (var index = 0; index < Math.Min(pieces.Count, 4); index++)
        {
            var at = places[index] % (text.Length + 1);
            var removed = Math.Min(places[index] / 7 % 3, text.Length - at);
            text = [.. text[..at], .. pieces[index], .. text[(at + removed)..]];
        }

        return text;
    }

    private static IEnumerable<byte[]> ShrinkBytes(byte[] text)
    {
        for (var size = text.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= text.Length; at += size)
                yield return [.. text[..at], .. text[(at + size)..]];
        }
    }
}
