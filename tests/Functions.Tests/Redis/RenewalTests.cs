using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Functions.Tests.Redis;

public sealed class RenewalTests
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(60);

    [Fact]
    public void GetAsync_WantedAtOnce_IsMadeOnce() => VirtualWorld.Run(async world =>
    {
        var rig = new Rig(world.Time);
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => rig.Renewal.GetAsync().AsTask()));
        Assert.All(all, static answer => Assert.Equal("1", answer.Value));
    });

    [Fact]
    public void GetAsync_Due_GivesTheOldOneUntilTheNewIsThereAndClosesItAfterTheGrace() => VirtualWorld.Run(async world =>
    {
        var rig = new Rig(world.Time);
        await rig.Renewal.GetAsync();
        await Task.Delay(Life, world.Time);
        Assert.Equal("1", (await rig.Renewal.GetAsync()).Value);
        await Task.Delay(Rig.Making, world.Time);
        Assert.Equal("2", (await rig.Renewal.GetAsync()).Value);
        await Task.Delay(Renewal<string>.Grace - TimeSpan.FromMilliseconds(1), world.Time);
        Assert.Empty(rig.Closed);
        await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time);
        Assert.Equal(["1"], rig.Closed);
    });

    [Fact]
    public void GetAsync_RenewalFails_KeepsTheOldOneAndTriesAgainAfterThePause() => VirtualWorld.Run(async world =>
    {
        var rig = new Rig(world.Time);
        await rig.Renewal.GetAsync();
        await Task.Delay(Life, world.Time);
        rig.Fails = true;
        for (var time = 0; time < 5; time++)
        {
            Assert.Equal("1", (await rig.Renewal.GetAsync()).Value);
            await Task.Delay(Rig.Making, world.Time);
        }

        Assert.Equal(2, rig.Made);
        rig.Fails = false;
        await Task.Delay(Renewal<string>.RetryPause, world.Time);
        await rig.Renewal.GetAsync();
        await Task.Delay(Rig.Making, world.Time);
        Assert.Equal("3", (await rig.Renewal.GetAsync()).Value);
    });

    [Fact]
    public void GetAsync_FirstFails_SaysWhyWithoutTryingEachTime() => VirtualWorld.Run(async world =>
    {
        var rig = new Rig(world.Time) { Fails = true };
        Assert.Equal("no token", (await rig.Renewal.GetAsync()).Fault);
        Assert.Equal("no token", (await rig.Renewal.GetAsync()).Fault);
        Assert.Equal(1, rig.Made);
        rig.Fails = false;
        await Task.Delay(Renewal<string>.RetryPause, world.Time);
        Assert.Equal("2", (await rig.Renewal.GetAsync()).Value);
    });

    [Fact]
    public void DisposeAsync_OldAndNew_ClosesBothOnce() => VirtualWorld.Run(async world =>
    {
        var rig = new Rig(world.Time);
        await rig.Renewal.GetAsync();
        await Task.Delay(Life, world.Time);
        await rig.Renewal.GetAsync();
        await Task.Delay(Rig.Making, world.Time);
        await rig.Renewal.DisposeAsync();
        await Task.Delay(Renewal<string>.Grace * 2, world.Time);
        Assert.Equal(["1", "2"], rig.Closed.Order());
        Assert.False((await rig.Renewal.GetAsync()).Answered);
    });

    private sealed class Rig
    {
        public static readonly TimeSpan Making = TimeSpan.FromMilliseconds(100);

        public Rig(VirtualTime time) => Renewal = new(
            async () =>
            {
                var number = ++Made;
                await Task.Delay(Making, time);
                return Fails ? RedisAnswer<Renewed<string>>.Without("no token") : RedisAnswer<Renewed<string>>.Of(new($"{number}", time.GetUtcNow() + Life - Making));
            },
            value =>
            {
                Closed.Add(value);
                return Task.CompletedTask;
            },
            time);

        public Renewal<string> Renewal { get; }

        public bool Fails { get; set; }

        public int Made { get; private set; }

        public List<string> Closed { get; } = [];
    }
}
