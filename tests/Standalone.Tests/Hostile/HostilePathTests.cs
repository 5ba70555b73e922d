namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>No path, parameter or id reaches a file or a route that it does not name.</summary>
public sealed class HostilePathTests
{
    private static readonly string[] Elsewhere =
    [
        "/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/%2e%2e%2fetc%2fpasswd", "/....//etc/passwd", "/etc/passwd%00.txt", "/%00",
        "//etc/passwd", "///", "//ops/stores", "/ops//stores", "/ops/%2e/stores/x", "/ops%2fstores", "/ops/..%2fwrite", "/ops/", "/ops", "/OPS/nothing",
        "/api/v2/write/..", "/api/v2/%2e%2e/%2e%2e/ops", "/metrics/..%2f", "/.git/config", "/appsettings.json", "/holdfast-data", "/%c0%ae%c0%ae/etc/passwd", "/%ff", "/%", "/%zz",
        "/ops/lifecycle/..%2f..%2fx", "/ops/lifecycle/%00", "/ops/deadletters/..%2f..%2fetc%2fpasswd", "/ops/deadletters/../../etc/passwd", "/ops/deadletters/%2e%2e",
        "/ops/deadletters/%00", "/ops/deadletters/-1", "/ops/deadletters/99999999999999999999999", "/ops/deadletters/1;x", "/ops/deadletters/0x1", "/ops/deadletters/%EF%BC%91",
    ];

    private static readonly string[] Posts =
    [
        "/ops/stores/..%2f..%2fx/isolate", "/ops/stores/../x/isolate", "/ops/stores/%00/isolate", "/ops/stores/*/isolate", "/ops/stores/primary%2f..%2freplica/isolate",
        "/ops/stores/primary%20/isolate", "/ops/stores/PRIMARY%00/restore", "/ops/stores//isolate", "/ops/deadletters/..%2fpurge", "/ops/..%2fwrite?bucket=telemetry_hot",
        "/api/v2/write?bucket=../../x", "/api/v2/write?bucket=telemetry_hot%00", "/api/v2/write?bucket=..%2f..%2fetc%2fpasswd", "/api/v2/write?bucket=TELEMETRY_HOT",
        "/api/v2/write?bucket=%F0%9F%92%A3", "/api/v2/write?bucket=%ff", "/api/v2/write?bucket=telemetry_hot/", "/write?db=telemetry_hot&rp=../x", "/write?db=../telemetry_hot",
        "/write?db=%00", "/api/v2/write/x?bucket=telemetry_hot", "/ping?bucket=telemetry_hot",
    ];

    [Fact]
    public async Task Paths_ThatLeadElsewhere_LeadNowhere()
    {
        await using var node = await HostileNode.StartAsync();
        foreach (var path in Elsewhere)
            await RefusedAsync(node, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
        foreach (var path in Posts)
            await RefusedAsync(node, $"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 9\r\n\r\nbad v=1i\n", path);

        Assert.Equal(0, await node.CountAsync("bad"));
        Assert.Equal("closed", await node.Node.ModeAsync());
        await node.IsWellAsync();
    }

    [Theory]
    [InlineData("/PING", 204)]
    [InlineData("/ping/", 204)]
    [InlineData("/Ops/Stores", 200)]
    [InlineData("/ops/./stores", 200)]
    [InlineData("/api/../ops/stores", 200)]
    public async Task Paths_WrittenOtherwise_AreTheSameRouteBehindTheSameGate(string path, int status)
    {
        await using var open = await HostileNode.StartAsync();
        Assert.Equal(status, await StatusAsync(open, path));

        await using var guarded = await HostileNode.StartAsync("--Holdfast:Auth:Tokens:0:Token=an-operators-token", "--Holdfast:Auth:Tokens:0:Role=Operator");
        Assert.Equal(status == 204 ? 204 : 401, await StatusAsync(guarded, path));
    }

    [Theory]
    [InlineData("{\"ids\":[\"../../etc/passwd\"]}", 200)]
    [InlineData("{\"ids\":[\"\\u0000\"]}", 200)]
    [InlineData("{\"reason\":\"../..\"}", 200)]
    [InlineData("{\"all\":true,\"file\":\"/etc/passwd\"}", 400)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 400)]
    [InlineData("null", 400)]
    [InlineData("\u00FF\u00FE", 400)]
    [InlineData("", 400)]
    public async Task Purge_HostileSelection_RemovesNothing(string body, int status)
    {
        await using var node = await HostileNode.StartAsync();
        using (var bad = await node.Node.WriteAsync("garbage"))
            Assert.Equal(400, (int)bad.StatusCode);
        foreach (var action in new[] { "purge", "redrive" })
        {
            var answer = await RawConnection.AskAsync(node.Address, $"POST /ops/deadletters/{action} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            Assert.True(answer.Status == status, $"{action} {body}: {answer.Status} {answer.Body}");
            Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await node.Node.GetAsync("/ops/deadletters"))["total"]!.GetValue<long>());
        await node.IsWellAsync();
    }

    private static async Task RefusedAsync(HostileNode node, string request, string path)
    {
        var answer = await RawConnection.AskAsync(node.Address, request);
        Assert.True(answer.Status is >= 400 and < 500, $"{path}: {answer.Status} {answer.Body}");
        Assert.DoesNotContain("root:", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
    }

    private static async Task<int> StatusAsync(HostileNode node, string path) =>
        (await RawConnection.AskAsync(node.Address, $"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")).Status;
}
