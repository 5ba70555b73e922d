using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Deferring;

public sealed class SettlingBookTests
{
    private static readonly OwedLane Hot = new("s0", "hot");
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    [Fact]
    public void HeldFrom_AroundTheSettlingTime_HoldsUntilItIsOver() => VirtualWorld.Run(async world =>
    {
        var book = new SettlingBook([], Settle, world.Time);
        Assert.Null(book.HeldFrom(Hot));
        book.Hold(Hot, 7);
        Assert.Equal(7, book.HeldFrom(Hot));
        Assert.Null(book.HeldFrom(new("s0", "cold")));
        await Task.Delay(Settle - TimeSpan.FromMilliseconds(1), world.Time);
        Assert.Equal(7, book.HeldFrom(Hot));
        await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time);
        Assert.Null(book.HeldFrom(Hot));
    });

    [Fact]
    public void HeldFrom_ClockSetBackAndForth_IsNotMoved() => VirtualWorld.Run(async world =>
    {
        var book = new SettlingBook([], Settle, world.Time);
        book.Hold(Hot, 7);
        world.Time.SetOff = TimeSpan.FromDays(1);
        Assert.Equal(7, book.HeldFrom(Hot));
        world.Time.SetOff = TimeSpan.FromDays(-1);
        await Task.Delay(Settle, world.Time);
        Assert.Null(book.HeldFrom(Hot));
    });

    [Fact]
    public void HeldFrom_OwedAtTheStart_HoldsAllOfItOnce() => VirtualWorld.Run(async world =>
    {
        var book = new SettlingBook([Hot], Settle, world.Time);
        Assert.Equal(0, book.HeldFrom(Hot));
        await Task.Delay(Settle, world.Time);
        Assert.Null(book.HeldFrom(Hot));
    });

    [Fact]
    public void Hold_SettlingIsOff_HoldsNothing() => VirtualWorld.Run(world =>
    {
        var book = new SettlingBook([Hot], TimeSpan.Zero, world.Time);
        book.Hold(Hot, 1);
        Assert.Null(book.HeldFrom(Hot));
        return Task.CompletedTask;
    });

    [Fact]
    public void Hold_LowerThanBefore_HoldsFromTheLowestUntilItsOwnEnd() => VirtualWorld.Run(async world =>
    {
        var book = new SettlingBook([], Settle, world.Time);
        book.Hold(Hot, 7);
        await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        book.Hold(Hot, 3);
        await Task.Delay(TimeSpan.FromMilliseconds(50), world.Time);
        book.Hold(Hot, 9);
        Assert.Equal(3, book.HeldFrom(Hot));
        await Task.Delay(Settle - TimeSpan.FromMilliseconds(50), world.Time);
        Assert.Equal(3, book.HeldFrom(Hot));
        await Task.Delay(TimeSpan.FromMilliseconds(50), world.Time);
        Assert.Null(book.HeldFrom(Hot));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(99)]
    [InlineData(2000)]
    public void Hold_SteadyTrickle_LetsEverythingGoThatIsOlder(int everyMilliseconds) => VirtualWorld.Run(async world =>
    {
        var book = new SettlingBook([], Settle, world.Time);
        var every = TimeSpan.FromMilliseconds(everyMilliseconds);
        for (var sequence = 1L; world.Time.Elapsed < TimeSpan.FromSeconds(40); sequence++)
        {
            book.Hold(Hot, sequence);
            var from = book.HeldFrom(Hot)!.Value;
            var age = every * (sequence - from);
            Assert.True(age < Settle + SettlingBook.Finest + every, $"{from} is still held after {age}");
            Assert.True(from == 1 || age >= Settle - every, $"{from} is the first held after {age}");
            await Task.Delay(every, world.Time);
        }
    });
}
