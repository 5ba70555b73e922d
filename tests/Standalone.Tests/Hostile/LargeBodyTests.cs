using System.Net;
using System.Text;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>Bodies with very many lines, and with very long ones, at the limits and far beyond them.</summary>
public sealed class LargeBodyTests
{
    private const int LineLimit = 1024 * 1024;

    [Fact]
    public async Task Write_TenThousandLinesOneOfThemBad_AreAllTakenButThatOne()
    {
        await using var node = await HostileNode.StartAsync();
        using var answer = await node.Node.WriteAsync(string.Concat(Enumerable.Range(0, 10_000).Select(static n => n == 7_654 ? "big v=oops\n" : $"big,n={n} v={n}i\n")));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Contains("1 of 10000 lines rejected, 9999 accepted", body, StringComparison.Ordinal);
        Assert.Contains("\"line\":7655", body, StringComparison.Ordinal);
        Assert.Equal(9_999, await node.CountAsync("big"));
        await node.IsWellAsync();
    }

    [Theory]
    [InlineData(LineLimit - 1, 204)]
    [InlineData(LineLimit, 204)]
    [InlineData(LineLimit + 1, 400)]
    public async Task Write_LineAtTheLimit_IsTakenUpToIt(int bytes, int status)
    {
        await using var node = await HostileNode.StartAsync();
        var line = new StringBuilder("big v=1i");
        for (var field = 0; line.Length < bytes - 4000; field++)
            line.Append($",f{field}=\"").Append('x', 2000).Append('"');
        line.Append(",last=\"");
        using var answer = await node.Node.WriteAsync($"{line.Append('x', bytes - line.Length - 1)}\"\nbig,n=other v=1i");
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 204, !(await answer.Content.ReadAsStringAsync()).Contains("line_too_long", StringComparison.Ordinal));
        Assert.Equal(status == 204 ? 2 : 1, await node.CountAsync("big"));
        await node.IsWellAsync();
    }

    /// <summary>A hundred mebibytes in one line or in many, announced or not: refused, and at once where it is announced.</summary>
    [Fact]
    public async Task Write_HundredMebibytes_IsTooLargeInBoundedMemory()
    {
        await using var process = await HostileProcess.StartAsync("--Logging:LogLevel:Default=None");
        Assert.Equal(HttpStatusCode.NoContent, await process.WriteAsync("well v=1i"));
        var before = process.MostMemory;
        foreach (var pattern in new[] { "x", "big v=1i\n" })
        {
            var piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(pattern, (int)HostileProcess.MiB / pattern.Length)));
            byte[] chunk = [.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, .. "\r\n"u8];
            foreach (var announced in new[] { true, false })
            {
                using var connection = await RawConnection.OpenAsync(process.Address);
                await connection.SendAsync(HostileNode.Head() + (announced ? $"Content-Length: {100 * HostileProcess.MiB}\r\n\r\n" : "Transfer-Encoding: chunked\r\n\r\n"));
                var sending = announced ? Task.CompletedTask : SendAsync(connection, chunk);
                var answer = await connection.ReadAsync();

                Assert.Equal(413, answer.Status);
                Assert.Contains("send smaller batches", answer.Message, StringComparison.Ordinal);
                connection.Reset();
                await sending;
                Assert.Equal(HttpStatusCode.NoContent, await process.WriteAsync("well v=2i"));
            }
        }

        var grown = (process.MostMemory - before) / HostileProcess.MiB;
        Assert.True(grown < 250, $"the process grew by {grown} MiB");
    }

    private static async Task SendAsync(RawConnection connection, byte[] chunk)
    {
        for (var sent = 0; sent < 100 && await connection.TrySendAsync(chunk); sent++)
        {
        }
    }
}
