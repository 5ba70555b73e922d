using System.Net;
using Holdfast.Standalone.Embedded.Faults;
using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.EndToEnd;

/// <summary>What another scheduler is told before it downsamples, over real sockets.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task Lifecycle_PrimaryFailsAndRecovers_PausesTheBucketAndLetsItRunAfterTheSoak()
    {
        await using var node = await StandaloneHead.NodeAsync("--Holdfast:Recovery:Soak=00:00:02");
        Assert.False(await PausedAsync(node));
        TestNode.Fail(node.Primary, new() { Mode = FaultMode.Status, Status = 500 });
        using (await node.WriteAsync("m v=1i"))
            await TestNode.UntilAsync(() => PausedAsync(node));

        node.Primary.Faults.Clear();
        await TestNode.UntilAsync(async () => !await PausedAsync(node));
        Assert.Equal(0, await node.OwedAsync());
        Assert.Equal([1], await TestNode.ValuesAsync(node.Primary));
        using var unknown = await node.Http.GetAsync("/ops/lifecycle/unknown");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static async Task<bool> PausedAsync(TestNode node) =>
        (await node.GetAsync($"/ops/lifecycle/{TestNode.Bucket}"))["paused"]!.GetValue<bool>();
}
