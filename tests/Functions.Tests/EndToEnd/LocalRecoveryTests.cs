using System.Text.Json;
using Holdfast.Functions.Durable;
using Holdfast.Functions.Durable.Recovering;
using Holdfast.Functions.Tests.Hosting;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Recovery;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>One local instance of the composed head, from a healthy primary through its outage to the end of its recovery.</summary>
public sealed class LocalRecoveryTests : IDisposable
{
    private readonly ComposedServices _composed = new();

    public void Dispose() => _composed.Dispose();

    [Fact]
    public async Task Outage_OneLocalInstance_EndsWithEverythingAtThePrimary()
    {
        var services = await _composed.AddAsync(shared: false, HeadWorld.Settings);
        VirtualWorld.Run(async virtualWorld =>
        {
            var world = new HeadWorld(virtualWorld);
            var head = await world.StartLocalAsync(services);
            Assert.True(head.IsReady);
            for (var second = 1; second <= 10; second++)
                Assert.Equal("primary", await world.WriteAsync(head, second, second));
            await head.WatchAsync();
            await world.PassAsync(3);
            Assert.DoesNotContain(world.Hub.Started, static start => start.Id == "recovery-primary");

            // The primary goes down.
            world.Primary.Refuse();
            for (var second = 11; second <= 200; second++)
                Assert.Equal("secondary", await world.WriteAsync(head, second, second));
            Assert.Equal("secondary", await world.WriteAsync(head, 5, 105));
            Assert.Equal("secondary", await world.WriteAsync(head, 15, 115));
            var requests = world.Primary.Requests.Count;
            await world.PassAsync(3);
            Assert.Equal("open", await StoreAsync(head, "OpsStores", "mode"));
            Assert.Equal("192", await StoreAsync(head, "OpsDeferred", "batches"));
            Assert.Contains("\"Mode\":\"Open\"", world.Hub.Entities.StateOf(DurableNames.BreakerOf("primary")), StringComparison.Ordinal);

            // Its recovery is started, once.
            await head.WatchAsync();
            await head.WatchAsync();
            Assert.Single(world.Hub.Started, static start => start.Id == "recovery-primary");
            await world.PassAsync(5);
            Assert.Equal("isolated", await StoreAsync(head, "OpsRecoveries", "phase"));
            Assert.Equal(requests, world.Primary.Requests.Count);

            // It comes back, and goes on being written to.
            world.Primary.Recover();
            var next = 201;
            for (var minute = 0; minute < 15 && world.Hub.StatusOf("recovery-primary") is OrchestrationRuntimeStatus.Running; minute++)
            {
                await head.WatchAsync();
                for (var second = 0; second < 60; second++)
                {
                    await world.WriteAsync(head, next, next);
                    next++;
                    await world.PassAsync(1);
                }

            }

            Assert.Equal(OrchestrationRuntimeStatus.Completed, world.Hub.StatusOf("recovery-primary"));
            Assert.Equal(
                [RecoveryPhase.Isolated, RecoveryPhase.Probing, RecoveryPhase.Rewinding, RecoveryPhase.Backfilling, RecoveryPhase.Reconciling, RecoveryPhase.Soaking, RecoveryPhase.Done],
                PhasesOf(world));
            Assert.Equal(new SortedDictionary<int, int>(world.Acknowledged), HeadWorld.ContentOf(world.PrimaryContent));
            Assert.Equal("closed", await StoreAsync(head, "OpsStores", "mode"));
            Assert.Equal("done", await StoreAsync(head, "OpsRecoveries", "phase"));
            Assert.DoesNotContain("primary", await head.AskAsync("OpsDeferred"), StringComparison.Ordinal);
            Assert.Empty(JsonDocument.Parse(await head.AskAsync("OpsDeadLetters")).RootElement.GetProperty("letters").EnumerateArray());

            // And nothing more is started.
            var started = world.Hub.Started.Count;
            await head.WatchAsync();
            await world.PassAsync(5);
            Assert.Equal(started, world.Hub.Started.Count);
        });
    }

    private static List<RecoveryPhase> PhasesOf(HeadWorld world) => [.. world.Hub.Engines["recovery-primary"].Statuses
        .Select(static status => JsonSerializer.Deserialize<RecoveryStatus>(status)!.Phase).Distinct()];

    /// <summary>A property of the primary in what an operator's route tells.</summary>
    private static async Task<string?> StoreAsync(HeadInstance head, string function, string property)
    {
        var text = await head.AskAsync(function);
        return JsonDocument.Parse(text).RootElement.GetProperty("stores").EnumerateArray()
            .Where(static store => (store.TryGetProperty("name", out var name) ? name : store.GetProperty("store")).GetString() == "primary")
            .Select(store => store.GetProperty(property).ToString()).FirstOrDefault();
    }
}
