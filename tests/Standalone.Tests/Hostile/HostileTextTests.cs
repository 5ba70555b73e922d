using System.Net;
using System.Text;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>Bytes that are no text in every part of a line cost that line and nothing else, and never reach a store.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Places = ["@m v=1i", "m@ v=1i", "m,@t=a v=1i", "m,t@=a v=1i", "m,t=@a v=1i", "m,t=a@ v=1i", "m @v=1i", "m v@=1i", "m v=1@i", "m v=1i,s=\"@\"", "m v=1i @1", "m v=1i 1@"];

    /// <summary>Bytes that are not UTF-8: stray, cut off, overlong, a surrogate, beyond Unicode; and NUL.</summary>
    private static readonly byte[][] Faults = [[0xFF], [0x80], [0xC3], [0xE2, 0x82], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x00]];

    [Fact]
    public async Task Write_BytesThatAreNoText_AreRejectedLineByLineWherever()
    {
        await using var node = await HostileNode.StartAsync();
        foreach (var fault in Faults)
        {
            // A NUL within a quoted string is a character like any other; everywhere else it is none.
            var places = fault[0] == 0 ? Places.Where(static place => !place.Contains('"', StringComparison.Ordinal)).ToArray() : Places;
            byte[] body = [.. places.SelectMany(place => Encoding.ASCII.GetBytes(place).SelectMany(letter => letter == '@' ? fault : [letter]).Append((byte)'\n')), .. "good v=1i\n"u8];

            var (status, text) = await PostAsync(node, body);

            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains($"{places.Length} of {places.Length + 1} lines rejected, 1 accepted", text, StringComparison.Ordinal);
        }

        Assert.Equal(0, await node.CountAsync("m"));
        Assert.InRange(await node.CountAsync("good"), 1, Faults.Length);
        await node.IsWellAsync();

        // They can be looked at, though they are no text.
        var letters = await node.Node.GetAsync("/ops/deadletters?limit=1000");
        Assert.Equal((Faults.Length * Places.Length) - 1, letters["total"]!.GetValue<long>());
    }

    [Fact]
    public async Task Write_Utf16_IsRejectedWhole()
    {
        await using var node = await HostileNode.StartAsync();
        foreach (var encoding in new Encoding[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            byte[] body = [.. encoding.GetPreamble(), .. encoding.GetBytes("m v=1i\nm v=2i\n")];
            Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(node, body)).Status);
        }

        Assert.Equal(0, await node.CountAsync("m"));
        await node.IsWellAsync();
    }

    [Theory]
    [InlineData("m,n=1 v=1i\r\nm,n=2 v=1i\r\n")]
    [InlineData("\r\n\r\nm,n=1 v=1i\r\n\r\n\nm,n=2 v=1i")]
    [InlineData("# a comment\r\nm,n=1 v=1i\r\n   \r\nm,n=2 v=1i\r\n")]
    public async Task Write_LineEndsOfAnyKind_AreTaken(string lines)
    {
        await using var node = await HostileNode.StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(node, Encoding.UTF8.GetBytes(lines))).Status);
        Assert.Equal(2, await node.CountAsync("m"));
    }

    /// <summary>A byte order mark is a letter of the first name, as it is for InfluxDB; the other lines are not touched by it.</summary>
    [Fact]
    public async Task Write_ByteOrderMark_IsALetterLikeAnyOther()
    {
        await using var node = await HostileNode.StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(node, [0xEF, 0xBB, 0xBF, .. "m v=1i\nm v=2i\n"u8])).Status);
        Assert.Equal(1, await node.CountAsync("m"));
        Assert.Equal(1, await node.CountAsync("\"\uFEFFm\""));
    }

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(HostileNode node, byte[] body)
    {
        using var answer = await node.Node.Http.PostAsync($"/api/v2/write?bucket={TestNode.Bucket}", new ByteArrayContent(body));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
