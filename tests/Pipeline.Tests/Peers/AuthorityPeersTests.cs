using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Tests.Following;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Peers;

/// <summary>What users of durable entities suffer from, by its number; here it does not happen.</summary>
public sealed class AuthorityPeersTests
{
    private static readonly FollowOptions Follow = new("me");

    [Fact]
    public void P27_AuthorityTakesTwentySecondsDoublesAndRefuses_CostsTheWritesNothing()
    {
        var without = Run(answer: null);
        var with = Run(TimeSpan.FromSeconds(20));
        Assert.Equal(without, with);

        // The same writes at the same times, each answered as fast: 10 minutes, of which the primary refuses for two.
        static List<(int? Position, TimeSpan Took)> Run(TimeSpan? answer)
        {
            List<(int? Position, TimeSpan Took)> answers = [];
            VirtualWorld.Run(async world =>
            {
                // The breaker stays closed at any rate, so that both runs see the same world; the tripwire is another test's.
                var calm = new BreakerOptions { Jitter = 0, ConsecutiveFailures = 1_000_000, MinimumThroughput = 1_000_000 };
                var rig = await WritingRig.StartAsync(world, new() { Breaker = calm, Follow = answer is null ? null : Follow });
                var authority = new SlowAuthority(calm, world.Time)
                {
                    Answer = answer ?? TimeSpan.Zero,
                    Delivery = answer ?? TimeSpan.Zero,
                    Deliveries = 2,
                    RefuseEach = 4,
                };
                using var stop = new CancellationTokenSource();
                var link = answer is null ? null : LinkOf(rig, authority);
                var loop = link is null ? Task.CompletedTask : LoopAsync(link, stop.Token);
                for (var value = 1; value <= 600; value++)
                {
                    if (value == 200)
                        rig.Primary.Refuse();
                    if (value == 320)
                        rig.Primary.Recover();
                    var begun = world.Time.Elapsed;
                    answers.Add(((await rig.WriteAsync(value)).Position, world.Time.Elapsed - begun));
                    await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
                    rig.Breakers.Tick();
                    if (answer is not null && authority.Reports.Count > 0 && value % 50 == 0)
                        Assert.All(rig.Breakers.Breakers, static breaker => Assert.True(breaker.IsAlone));
                }

                if (link is null)
                    return;

                // A minute without traffic, in which what was under way arrives.
                await rig.PassAsync(90);
                await EndAsync(link, loop, stop);
                var outcomes = rig.Stores.Sum(static store => store.Requests.Count);
                Assert.Equal(600, authority.Counted - authority.Failures);
                Assert.Equal(outcomes, authority.Counted);
                Assert.InRange(authority.MostInFlight, 1, rig.Stores.Count);
                Assert.InRange(authority.Reports.Count, 10, 2 * 700 / 20 * 2);
                Assert.All(rig.Stores, (_, index) => Assert.InRange(
                    System.Text.Json.JsonSerializer.Serialize(authority.StateOf($"s{index}")).Length, 1, 8 * 1024));
            });
            return answers;
        }
    }

    [Fact]
    public void P27_AuthorityIsTooSlow_TheInstanceProtectsItsProducersByItself() => VirtualWorld.Run(async world =>
    {
        var options = new BreakerOptions { Jitter = 0 };
        var rig = await WritingRig.StartAsync(world, new() { Breaker = options, Follow = Follow });
        var authority = new SlowAuthority(options, world.Time) { Answer = TimeSpan.FromSeconds(20), Delivery = TimeSpan.FromSeconds(20), Deliveries = 3 };
        using var stop = new CancellationTokenSource();
        var link = LinkOf(rig, authority);
        var loop = LoopAsync(link, stop.Token);
        rig.Primary.Hang();
        for (var value = 1; value <= 3; value++)
            await rig.WriteAsync(value);
        Assert.Equal(BreakerMode.Open, rig.Breakers["s0"].Snapshot.Mode);
        var begun = world.Time.Elapsed;
        Assert.Equal(1, (await rig.WriteAsync(4)).Position);
        Assert.True(world.Time.Elapsed - begun < TimeSpan.FromMilliseconds(10));
        await rig.PassAsync(60);
        Assert.Equal(BreakerMode.Open, rig.Breakers["s0"].Snapshot.Mode);
        Assert.Equal((BreakerMode.Open, 1), (authority.StateOf("s0").Breaker.Mode, authority.StateOf("s0").Breaker.Generation));
        await EndAsync(link, loop, stop);
    });

    private static BreakerLink LinkOf(WritingRig rig, SlowAuthority authority) => new(
        rig.Breakers, authority.For(Follow.Instance), board: null, Follow, static _ => false, rig.Metrics, new Jitter(3).Next, rig.Time);

    private static async Task LoopAsync(BreakerLink link, CancellationToken stopping)
    {
        try
        {
            while (true)
                await link.PauseAsync(await link.StepAsync(stopping), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private static Task EndAsync(BreakerLink link, Task loop, CancellationTokenSource stop)
    {
        stop.Cancel();
        return Task.WhenAll(loop, link.EndAsync());
    }
}
