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
        await AnswerAsync(world, book);
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
        await AnswerAsync(world, book);
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
        await AnswerAsync(world, book);
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
        await AnswerAsync(world, book);
        await Task.Delay(Settle - TimeSpan.FromMilliseconds(1), world.Time);
        Assert.Equal(3, book.HeldFrom(Hot));
        await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time);
        Assert.Null(book.HeldFrom(Hot));
    });

    [Fact]
    public void HeldFrom_NoAnswer_HoldsHoweverLong() => VirtualWorld.Run(async world =>
    {
        var book = new SettlingBook([], Settle, world.Time);
        book.Answered(Hot, world.Time.GetTimestamp());
        book.Hold(Hot, 7);
        await Task.Delay(Settle * 100, world.Time);
        Assert.Equal((7, true), (book.HeldFrom(Hot), book.AwaitsAnswer(Hot)));
        await AnswerAsync(world, book);
        Assert.Equal((7, false), (book.HeldFrom(Hot), book.AwaitsAnswer(Hot)));
        await Task.Delay(Settle, world.Time);
        Assert.Null(book.HeldFrom(Hot));
    });

    [Fact]
    public void HeldFrom_AnswerOfBefore_DoesNotCount() => VirtualWorld.Run(async world =>
    {
        var book = new SettlingBook([], Settle, world.Time);
        var before = world.Time.GetTimestamp();
        await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time);
        book.Hold(Hot, 7);
        book.Answered(Hot, before);
        Assert.True(book.AwaitsAnswer(Hot));
        book.Answered(Hot, world.Time.GetTimestamp());
        Assert.False(book.AwaitsAnswer(Hot));
    });

    [Fact]
    public void Hold_UnstoredLane_CountsFromTheHold() => VirtualWorld.Run(async world =>
    {
        var book = new SettlingBook([], Settle, world.Time);
        book.Hold(OwedLane.Unstored("hot"), 7);
        await Task.Delay(Settle - TimeSpan.FromMilliseconds(1), world.Time);
        Assert.Equal(7, book.HeldFrom(OwedLane.Unstored("hot")));
        await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time);
        Assert.Null(book.HeldFrom(OwedLane.Unstored("hot")));
    });

    [Fact]
    public void Hold_LongWithoutAnAnswer_StaysBoundedAndHoldsTheLowest() => VirtualWorld.Run(async world =>
    {
        var book = new SettlingBook([], Settle, world.Time);
        for (var sequence = 1; sequence < 3 * SettlingBook.MaxEntries; sequence++)
        {
            book.Hold(Hot, sequence);
            await Task.Delay(SettlingBook.Finest, world.Time);
        }

        Assert.Equal(1, book.HeldFrom(Hot));
        book.Answered(Hot, world.Time.GetTimestamp());
        await Task.Delay(Settle, world.Time);
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
            Assert.True(age < Settle + SettlingBook.Finest + (2 * every), $"{from} is still held after {age}");
            Assert.True(from == 1 || age >= Settle - every, $"{from} is the first held after {age}");
            await Task.Delay(every, world.Time);
            book.Answered(Hot, world.Time.GetTimestamp());
        }
    });

    private static async Task AnswerAsync(VirtualWorld world, SettlingBook book)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time);
        book.Answered(Hot, world.Time.GetTimestamp());
    }
}
