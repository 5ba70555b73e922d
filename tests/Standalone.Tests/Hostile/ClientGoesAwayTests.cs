using System.Net;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>A client that goes away costs itself: nothing half is written, nothing is kept for it, no breaker hears of it.</summary>
public sealed class ClientGoesAwayTests
{
    private const int Lines = 400;

    private static readonly string Body = string.Concat(Enumerable.Range(0, Lines).Select(static line => $"gone,n={line} v=1i\n"));

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public async Task Write_ClientGoesWithinTheBody_NothingIsWrittenAndNothingKept(double share)
    {
        await using var node = await HostileNode.StartAsync();
        var sent = Body[..(int)(Body.Length * share)];
        foreach (var head in new[] { $"Content-Length: {Body.Length}\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n" })
        {
            var part = head.StartsWith("Transfer", StringComparison.Ordinal) && sent.Length > 0 ? $"{sent.Length:x}\r\n{sent}" : sent;
            foreach (var reset in new[] { false, true })
            {
                using var connection = await RawConnection.OpenAsync(node.Address);
                await connection.SendAsync(HostileNode.Head() + head + part);
                await TestNode.UntilAsync(() => Task.FromResult(node.Admission.Requests == 1));
                if (reset)
                    connection.Reset();
                else
                    connection.Finish();
                await node.UntilIdleAsync();
            }
        }

        await node.IsWellAsync();
        Assert.Equal(0, await node.CountAsync("gone"));
        Assert.Equal("closed", await node.Node.ModeAsync());
        Assert.Equal("closed", await node.Node.ModeAsync("replica"));
        Assert.Equal(0, await node.Node.OwedAsync());
    }

    /// <summary>It sent all that it had to say: its points are complete and are written, though nobody reads the answer.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_ClientGoesBehindTheLastByte_IsWrittenWhole(bool reset)
    {
        await using var node = await HostileNode.StartAsync();
        TestNode.Fail(node.Node.Primary, new() { Mode = Standalone.Embedded.Faults.FaultMode.Slow, DelayMs = 1000 });
        using (var connection = await RawConnection.OpenAsync(node.Address))
        {
            await connection.SendAsync(HostileNode.Write(Body));

            // Admitted, or done already where this test itself was kept waiting.
            await TestNode.UntilAsync(async () => node.Admission.Requests == 1 || await node.CountAsync("gone") > 0);
            if (reset)
                connection.Reset();
        }

        await node.UntilIdleAsync();
        Assert.Equal(Lines, await node.CountAsync("gone"));
        Assert.Equal("closed", await node.Node.ModeAsync());
        Assert.Equal(0, await node.Node.OwedAsync());
        await node.IsWellAsync();
    }

    /// <summary>Many at once, and more often than any breaker would bear: stores are not the reason.</summary>
    [Fact]
    public async Task Write_ManyGoAway_CountForNobodysBreaker()
    {
        await using var node = await HostileNode.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            using var connection = await RawConnection.OpenAsync(node.Address);
            await connection.SendAsync($"{HostileNode.Head()}Content-Length: {Body.Length}\r\n\r\n{Body[..(number * 20)]}");
            connection.Reset();
        }));

        using var metrics = await node.Node.Http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, metrics.StatusCode);
        await node.IsWellAsync();
        Assert.Equal(0, await node.CountAsync("gone"));
        foreach (var store in new[] { "primary", "replica" })
            Assert.Equal("closed", await node.Node.ModeAsync(store));
    }
}
