using Holdfast.Functions.Durable.Recovering;
using Holdfast.Functions.Tests.Hosting;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Support;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>
/// Two instances of the composed head, configured as in Azure, over one queue of sessions, one board, one Redis and one task hub; one of them dies in
/// the middle of a backfill.
/// </summary>
public sealed class SharedRecoveryTests : IDisposable
{
    private readonly ComposedServices _composed = new();

    public void Dispose() => _composed.Dispose();

    [Fact]
    public async Task Outage_TwoInstancesOneDiesWhileItBackfills_EndsWithEverythingAtThePrimary()
    {
        var (one, two) = (await _composed.AddAsync(shared: true, HeadWorld.Settings), await _composed.AddAsync(shared: true, HeadWorld.Settings));
        VirtualWorld.Run(async virtualWorld =>
        {
            var world = new HeadWorld(virtualWorld);
            List<HeadInstance> heads = [await world.StartSharedAsync(one), await world.StartSharedAsync(two)];
            await world.PassAsync(3);
            Assert.All(heads, static head => Assert.True(head.IsReady));
            for (var second = 1; second <= 10; second++)
                Assert.Equal("primary", await world.WriteAsync(heads[second % 2], second, second));
            await Task.WhenAll(heads.Select(static head => head.WatchAsync()));
            await world.PassAsync(5);
            Assert.Empty(world.Queue.Sessions);
            Assert.DoesNotContain(world.Hub.Started, static start => start.Id == "recovery-primary");

            // The primary goes down; both write on, and one corrects what the other wrote.
            world.Primary.Refuse();
            for (var second = 11; second <= 250; second++)
            {
                Assert.Equal("secondary", await world.WriteAsync(heads[second % 2], second, second));
                await world.PassAsync(0.05);
            }

            Assert.Equal("secondary", await world.WriteAsync(heads[0], 5, 105));
            await world.PassAsync(1);
            Assert.Equal("secondary", await world.WriteAsync(heads[1], 5, 205));
            await world.PassAsync(3);
            Assert.All(heads, static head => Assert.Equal(242, head.Services.GetRequiredService<IDeferredLog>().Owed("primary").Batches));
            await Task.WhenAll(heads.Select(static head => head.WatchAsync()));
            Assert.Single(world.Hub.Started, static start => start.Id == "recovery-primary");
            await world.PassAsync(5);

            // It comes back, and whoever drains dies when the primary has taken a piece of it, before it hears of that.
            world.Primary.Recover();
            HeadInstance? dead = null;
            world.PrimaryAnswered = by =>
            {
                if (dead is null && world.Hub.Performing.Contains((by, nameof(DrainDeferred))))
                {
                    dead = by;
                    by.Life.Cut();
                }
            };
            var (next, minutes, corrected) = (251, 0, false);
            for (; minutes < 30 && world.Hub.StatusOf("recovery-primary") is OrchestrationRuntimeStatus.Running; minutes++)
            {
                await heads.First(head => head != dead).WatchAsync();
                for (var second = 0; second < 60; second++, next++)
                {
                    // A producer that gets no answer sends it again, to whoever answers.
                    var turn = heads.Where(head => head != dead).ToList();
                    if (await world.WriteAsync(turn[next % turn.Count], next, next) is null)
                        Assert.NotNull(await world.WriteAsync(heads.Single(head => head != dead), next, next));
                    if (dead is not null && !corrected)
                    {
                        // What is owed, and locked by the dead one still, is corrected through the other.
                        corrected = true;
                        await world.WriteAsync(heads.Single(head => head != dead), 5, 305);
                        await world.WriteAsync(heads.Single(head => head != dead), 250, 400);
                    }

                    await world.PassAsync(1);
                }
            }

            Assert.True(dead is not null && corrected);
            Assert.True(world.Hub.StatusOf("recovery-primary") is OrchestrationRuntimeStatus.Completed, world.Hub.Engines["recovery-primary"].Statuses.LastOrDefault());
            Assert.Equal(new SortedDictionary<int, int>(world.Acknowledged), HeadWorld.ContentOf(world.PrimaryContent));
            var left = heads.Single(head => head != dead);
            Assert.Equal(0, left.Services.GetRequiredService<IDeferredLog>().Owed("primary").Batches);
            Assert.Empty(world.Queue.Sessions);
            Assert.Empty(world.Queue.DeadLetters);
            Assert.Equal(0, world.Letters.Count);

            var started = world.Hub.Started.Count;
            await left.WatchAsync();
            await world.PassAsync(5);
            Assert.Equal(started, world.Hub.Started.Count);
        });
    }
}
