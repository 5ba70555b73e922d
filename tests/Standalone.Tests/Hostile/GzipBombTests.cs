using System.IO.Compression;
using System.Net;
using System.Text;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>A mebibyte that expands to a gibibyte costs what the limit on expanded bytes says, however many come at once.</summary>
public sealed class GzipBombTests
{
    private const int Expanded = 16;
    private const int InFlight = 64;

    [Fact]
    public async Task Write_FiftyBombsAtOnce_AreRefusedInBoundedMemory()
    {
        await using var process = await HostileProcess.StartAsync(
            "--Logging:LogLevel:Default=None", $"--Holdfast:Limits:MaxExpandedBytes={Expanded * HostileProcess.MiB}", $"--Holdfast:Limits:MaxBytesInFlight={InFlight * HostileProcess.MiB}",
            $"--Holdfast:Limits:MaxBodyBytes={4 * HostileProcess.MiB}");
        Assert.Equal(HttpStatusCode.NoContent, await process.WriteAsync("well v=1i"));
        var before = process.MostMemory;

        // A gibibyte of zeroes, and one of lines that are valid: the parser is the next in line.
        foreach (var pattern in new[] { "\0", "m v=1i\n" })
        {
            var bomb = Bomb(pattern, 1024);
            Assert.True(bomb.Length < 4 * HostileProcess.MiB);
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(process, bomb)));

            // Too large, or no room for so many at once; never anything else.
            Assert.All(answers, static status => Assert.True(status is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.TooManyRequests, $"{status}"));
            Assert.Contains(HttpStatusCode.RequestEntityTooLarge, answers);
        }

        // One within the other is expanded once, and is no line protocol.
        using var nested = new MemoryStream();
        await using (var gzip = new GZipStream(nested, CompressionLevel.Optimal, leaveOpen: true))
            await gzip.WriteAsync(Bomb("\0", 256));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(process, nested.ToArray()));

        // Beside what is in flight there is what the pool keeps of it, at most as much again, what the server itself holds of each request, and
        // the process as it warms up.
        var grown = (process.MostMemory - before) / HostileProcess.MiB;
        Assert.True(grown < 4 * InFlight, $"the process grew by {grown} MiB");
        Assert.Equal(HttpStatusCode.NoContent, await process.WriteAsync("well v=2i"));
    }

    /// <summary>As members of 16 MiB, each the same: a bomb that takes no time to make.</summary>
    private static byte[] Bomb(string pattern, int mebibytes)
    {
        const int member = 16;
        var piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(pattern, (int)(member * HostileProcess.MiB) / pattern.Length)));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(piece);
        return [.. Enumerable.Repeat(packed.ToArray(), mebibytes / member).SelectMany(static bytes => bytes)];
    }

    private static async Task<HttpStatusCode> PostAsync(HostileProcess process, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(process.Address, $"/api/v2/write?bucket={TestNode.Bucket}")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentEncoding.Add("gzip");
        using var answer = await process.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
