using System.Text.Json.Nodes;
using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.EndToEnd;

/// <summary>Reconciliation of embedded stores over real sockets.</summary>
public sealed class ReconcileTests
{
    [Fact]
    public async Task Reconcile_PrimaryLacksWhatTheReplicaHas_IsHealedReportedCountedAndRememberedOverARestart()
    {
        await using var node = await StandaloneHead.NodeAsync("--Holdfast:Reconcile:Timer=false");
        var then = (DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 600) * 1_000_000_000L;
        Assert.Equal(204, (int)(await node.WriteAsync($"m v=1i {then}\nm v=2i {then + 1}")).StatusCode);
        using (var straight = new HttpClient())
        {
            using var lines = new StringContent($"m v=9i {then}\nm v=3i {then + 2}\nm v=9223372036854775807i {then + 3}");
            Assert.Equal(204, (int)(await straight.PostAsync(new Uri(node.Replica.Url, $"/api/v2/write?bucket={TestNode.Bucket}"), lines)).StatusCode);
        }

        using var none = new StringContent("");
        using var answer = await node.Http.PostAsync(new Uri("/ops/reconcile", UriKind.Relative), none);

        Assert.Equal(200, (int)answer.StatusCode);
        var report = Assert.Single(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["reports"]!.AsArray())!;
        Assert.Equal("complete", report["outcome"]!.GetValue<string>());
        Assert.Equal((2, 1), (report["total"]!["repairedPoints"]!.GetValue<int>(), report["total"]!["conflictingPoints"]!.GetValue<int>()));
        Assert.Equal([1, 2, 3, long.MaxValue], await TestNode.ValuesAsync(node.Primary));
        var repaired = Assert.Single((await node.Http.GetStringAsync("/metrics")).Split('\n'), static line =>
            line.StartsWith("holdfast_reconcile_points_total{", StringComparison.Ordinal) && line.Contains("\"repaired\"", StringComparison.Ordinal));
        Assert.EndsWith(" 2", repaired, StringComparison.Ordinal);

        await node.StopServerAsync();
        await node.StartServerAsync();
        var page = await node.GetAsync("/ops/reconciliations");
        Assert.Equal(report["id"]!.GetValue<string>(), Assert.Single(page["reports"]!.AsArray())!["id"]!.GetValue<string>());
    }
}
