using System.IO.Compression;
using System.Net;
using System.Text;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>Every form of gzip that the format allows is taken whole, and everything that is cut off, damaged or padded is refused whole.</summary>
public sealed class GzipBodyTests
{
    private const string Refused = "the body is not whole gzip, though Content-Encoding says so";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task Write_SeveralMembers_AreAllTaken(int members)
    {
        await using var node = await HostileNode.StartAsync();
        byte[] body = [.. Enumerable.Range(0, members).SelectMany(static member => Member($"m,n={member} v=1i\n"))];

        var (status, _) = await PostAsync(node, body);

        Assert.Equal(members == 0 ? HttpStatusCode.BadRequest : HttpStatusCode.NoContent, status);
        Assert.Equal(members, await node.CountAsync("m"));
        await node.IsWellAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_SecondMemberCutAnywhere_IsRefusedWhole(bool chunked)
    {
        await using var node = await HostileNode.StartAsync();
        var first = Member("m,n=1 v=1i\n");
        byte[] both = [.. first, .. Member("m,n=2 v=1i\n")];
        for (var length = 1; length < both.Length; length++)
        {
            // Cut between the members it is whole by the format itself.
            if (length == first.Length)
                continue;
            Assert.Equal((HttpStatusCode.BadRequest, Refused), await PostAsync(node, both[..length], chunked));
        }

        Assert.Equal(0, await node.CountAsync("m"));
        await node.IsWellAsync();
    }

    [Fact]
    public async Task Write_OptionalFieldsOfTheHeader_AreSkipped()
    {
        await using var node = await HostileNode.StartAsync();
        var plain = Member("m v=1i\n");

        // FTEXT, FEXTRA, FNAME and FCOMMENT; section 2.3 of RFC 1952.
        byte[] head = [.. plain[..3], 0x1D, .. plain[4..10], 4, 0, .. "abcd"u8, .. "a name.lp\0"u8, .. "a comment\0"u8];
        byte[] named = [.. head, .. plain[10..]];

        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(node, named)).Status);
        Assert.Equal(1, await node.CountAsync("m"));
    }

    [Theory]
    [InlineData("trailing garbage", "garbage")]
    [InlineData("trailing zeroes", "\0\0\0\0")]
    [InlineData("a first byte of a member", "\x1F")]
    [InlineData("the two first bytes of a member", "\x1F\x8B")]
    public async Task Write_SomethingBehindTheEnd_IsRefusedWhole(string what, string more)
    {
        await using var node = await HostileNode.StartAsync();
        Assert.True(await PostAsync(node, [.. Member("m v=1i\n"), .. Encoding.Latin1.GetBytes(more)]) == (HttpStatusCode.BadRequest, Refused), what);
        Assert.Equal(0, await node.CountAsync("m"));
        await node.IsWellAsync();
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(-4)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Write_DamagedChecksumLengthOrHeader_IsRefusedWhole(int at)
    {
        await using var node = await HostileNode.StartAsync();
        var body = Member("m v=1i\n");

        // -4: the claimed length; with 0xFF in its highest byte a body of 4 GiB.
        body[at < 0 ? body.Length + at : at] ^= 0xFF;
        Assert.Equal((HttpStatusCode.BadRequest, Refused), await PostAsync(node, body));
        Assert.Equal(0, await node.CountAsync("m"));
        await node.IsWellAsync();
    }

    [Fact]
    public async Task Write_GzipOfNothing_IsTakenAsNothing()
    {
        await using var node = await HostileNode.StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(node, Member(""))).Status);
    }

    [Fact]
    public async Task Write_GzipWithinGzip_IsNotExpandedTwice()
    {
        await using var node = await HostileNode.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(node, Pack(Member("m v=1i\n")))).Status);
        Assert.Equal(0, await node.CountAsync("m"));
        await node.IsWellAsync();
    }

    /// <summary>What may be in flight is exactly one largest body and its lines in their longest form: it must be admissible, packed or not.</summary>
    [Theory]
    [InlineData(65_535, 204)]
    [InlineData(65_536, 204)]
    [InlineData(65_537, 413)]
    public async Task Write_InFlightIsOneBody_TheLargestBodyIsTaken(int bytes, int status)
    {
        await using var node = await HostileNode.StartAsync(
            "--Holdfast:Limits:MaxBodyBytes=65536", "--Holdfast:Limits:MaxExpandedBytes=65536", $"--Holdfast:Limits:MaxBytesInFlight={Needed(65_536)}", "--Holdfast:Limits:MaxLineBytes=65536");
        var lines = Lines(bytes);
        foreach (var chunked in new[] { false, true })
        {
            Assert.Equal(status, (int)(await PostAsync(node, Member(lines), chunked)).Status);
            Assert.Equal(status, (int)(await PostAsync(node, Encoding.ASCII.GetBytes(lines), chunked, encoding: null)).Status);
        }

        await node.IsWellAsync();
    }

    /// <summary>With a byte less in flight than it needs it could never be taken; with as much, but not now, it may come again.</summary>
    [Theory]
    [InlineData(1, 0, 204)]
    [InlineData(0, 0, 204)]
    [InlineData(1, 1, 204)]
    [InlineData(0, 1, 429)]
    [InlineData(-1, 0, 413)]
    [InlineData(-1, 1, 413)]
    public async Task Write_BodyAndItsLinesInFlight_TakesWhatFits(int spare, int others, int status)
    {
        const int bytes = 32_768;
        await using var node = await HostileNode.StartAsync(
            "--Holdfast:Limits:MaxBodyBytes=32768", "--Holdfast:Limits:MaxExpandedBytes=32768", $"--Holdfast:Limits:MaxBytesInFlight={Needed(bytes) + spare}", "--Holdfast:Limits:MaxLineBytes=32768");
        Assert.True(node.Admission.TryReserve(others));
        var (answer, message) = await PostAsync(node, Member(Lines(bytes)));
        Assert.Equal(status, (int)answer);
        if (status == 413)
            Assert.EndsWith($"take up to {Needed(bytes)} bytes, and {Needed(bytes) - 1} may be in flight: send smaller batches", message, StringComparison.Ordinal);
        if (status == 429)
            Assert.Equal("too many bytes in flight", message);
        Assert.Equal(status == 204, await node.CountAsync("m") > 0);
        node.Admission.Release(others);
        await node.IsWellAsync();
    }

    /// <summary>What a body of <see cref="Lines"/> needs, with 22 bytes more for each line and for one behind the last newline.</summary>
    private static int Needed(int bytes) => (2 * bytes) + (22 * (Lines(bytes).Count(static character => character == '\n') + 1));

    private static string Lines(int bytes)
    {
        const string end = " v=1i\n";
        var text = new StringBuilder(bytes);
        while (bytes - text.Length > 2000)
            text.Append("m,t=").Append('x', 990).Append(end);
        var left = bytes - text.Length - "m,t=".Length - end.Length;
        return text.Append("m,t=").Append('x', left).Append(end).ToString();
    }

    private static byte[] Member(string text) => Pack(Encoding.ASCII.GetBytes(text));

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);

        // Of no bytes at all the stream makes no member.
        return bytes.Length > 0 ? packed.ToArray() : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    private static async Task<(HttpStatusCode Status, string Message)> PostAsync(HostileNode node, byte[] body, bool chunked = false, string? encoding = "gzip")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v2/write?bucket={TestNode.Bucket}") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked;
        if (encoding is not null)
            request.Content.Headers.ContentEncoding.Add(encoding);
        using var answer = await node.Node.Http.SendAsync(request);
        Assert.Equal(answer.StatusCode == HttpStatusCode.TooManyRequests, answer.Headers.RetryAfter is not null);
        return (answer.StatusCode, answer.Headers.TryGetValues("X-Influxdb-Error", out var message) ? message.Single() : "");
    }
}
