using System.Text.Json.Nodes;
using Holdfast.Pipeline.Deferring;
using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.EndToEnd;

/// <summary>Somebody deletes the deferred log's files under a running process; what it acknowledged is there when it was killed and is back.</summary>
public sealed class VanishedLogTests
{
    private const int Before = 40;
    private static readonly long Epoch = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_FilesOfTheLogDeleted_IsAcknowledgedOnlyWhenAllOfItIsThereAgain(bool folder)
    {
        await using var node = new ProcessNode();
        await DeferAsync(node, Before);
        Delete(node, folder);

        // The very next acknowledgement covers everything before it: killed behind it, nothing may be missing.
        Assert.True(await node.WriteAsync(Line(Before)));
        await node.KillAsync();

        await AssertAllThereAsync(node, Before + 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_OfTheLogDeletedAndNothingWritten_AreBackAndTold(bool folder)
    {
        await using var node = new ProcessNode();
        await DeferAsync(node, Before);
        Delete(node, folder);

        await TestNode.UntilAsync(async () => (await HealthAsync(node))["restoredFiles"]!.GetValue<long>() > 0);
        var health = await HealthAsync(node);
        Assert.Equal(0, health["lostFiles"]!.GetValue<long>());
        Assert.EndsWith("was gone from its folder; nothing of it is lost", health["lastRestored"]!.GetValue<string>(), StringComparison.Ordinal);
        await node.KillAsync();

        await AssertAllThereAsync(node, Before);
    }

    /// <summary>Neither store takes anything: the log is all that has it.</summary>
    private static async Task DeferAsync(ProcessNode node, int writes)
    {
        await node.StartAsync();
        foreach (var store in (Uri[])[node.Primary, node.Replica])
        {
            using var fault = await node.Http.PostAsync(new Uri(store, "/fault"), new StringContent("""{"mode":"status","status":500}""", System.Text.Encoding.UTF8, "application/json"));
            Assert.True(fault.IsSuccessStatusCode);
        }

        for (var value = 0; value < writes; value++)
            Assert.True(await node.WriteAsync(Line(value)));
        Assert.Equal(writes, await node.OwedAsync());
    }

    private static void Delete(ProcessNode node, bool folder)
    {
        var deferred = Path.Combine(node.Folder, FileDeferredLog.FolderName);
        var files = Directory.GetFiles(deferred, "*.log");
        Assert.NotEmpty(files);
        if (folder)
            Directory.Delete(deferred, recursive: true);
        else
            Assert.All(files, File.Delete);
    }

    private static async Task AssertAllThereAsync(ProcessNode node, int writes)
    {
        await node.StartAsync();
        await TestNode.UntilAsync(async () => await node.OwedAsync() == 0);
        using var client = new EmbeddedClient(node.Primary);
        var (_, body) = await client.QueryAsync("SELECT v FROM m", "telemetry_hot");
        var values = JsonNode.Parse(body)!["results"]![0]!["series"]![0]!["values"]!.AsArray().Select(static row => row![1]!.GetValue<int>());
        Assert.Equal(Enumerable.Range(0, writes), values.Order());
    }

    private static async Task<JsonNode> HealthAsync(ProcessNode node) =>
        JsonNode.Parse(await node.Http.GetStringAsync(new Uri(node.Url, "/ops/deferred")))!["health"]!;

    private static string Line(int value) => $"m v={value}i {(Epoch + value) * 1_000_000_000L}";
}
