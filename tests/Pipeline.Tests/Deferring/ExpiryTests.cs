using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

public sealed class ExpiryTests
{
    private readonly MemoryDisk _disk = new(new Random(23));
    private readonly StorageTimeProvider _time = new();
    private readonly List<string> _quarantined = [];

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    public async Task ExpireAsync_AroundMaxAge_TakesWhatHasReachedIt_P16(long ticks, int expected)
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), time: _time);
        await log.OweAsync(Owing.Batch("old"));
        _time.Move(TimeSpan.FromDays(7) + TimeSpan.FromTicks(ticks));
        await log.OweAsync(Owing.Batch("new"));

        var result = await log.ExpireAsync(_time.Now, Quarantine, CancellationToken.None);

        Assert.Equal(new ExpiryResult(expected, null), result);
        Assert.Equal(expected, _quarantined.Count);
        Assert.Equal(2 - expected, (await log.TextsAsync()).Length);
    }

    [Fact]
    public async Task ExpireAsync_SeveralStoresOneNotConfigured_TakesAllOfThem()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), time: _time);
        await log.OweAsync(Owing.Batch("a"), Owing.Batch("b", "long gone"));
        _time.Move(TimeSpan.FromDays(8));
        Assert.Equal(2, (await log.ExpireAsync(_time.Now, Quarantine, CancellationToken.None)).Expired);
        Assert.Empty(log.Stores);
    }

    [Fact]
    public async Task ExpireAsync_QuarantineRefuses_KeepsThemOwed()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), time: _time);
        await log.OweAsync(Owing.Batch("a"));
        _time.Move(TimeSpan.FromDays(8));
        var result = await log.ExpireAsync(_time.Now, (_, _) => Task.FromResult(false), CancellationToken.None);
        Assert.Equal(new ExpiryResult(0, "The dead letters did not take the expired batches."), result);
        Assert.Equal(["a"], await log.TextsAsync());
    }

    [Fact]
    public async Task ExpireAsync_CursorCannotBeSaved_HandsThemOverAgain()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), time: _time);
        await log.OweAsync(Owing.Batch("a"));
        _time.Move(TimeSpan.FromDays(8));
        _disk.Faults.FailNext(MemoryStep.Rename);
        Assert.NotNull((await log.ExpireAsync(_time.Now, Quarantine, CancellationToken.None)).Fault);
        Assert.Equal(1, (await log.ExpireAsync(_time.Now, Quarantine, CancellationToken.None)).Expired);
        Assert.Equal(["a", "a"], _quarantined);
    }

    [Fact]
    public async Task ExpireAsync_ClockWasAheadForOne_DoesNotHoldUpTheOthers_P16()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), time: _time);
        _time.Move(TimeSpan.FromDays(3650));
        await log.OweAsync(Owing.Batch("from the future"));
        _time.Move(TimeSpan.FromDays(-3650));
        await log.OweAsync(Owing.Batch("old"));
        _time.Move(TimeSpan.FromDays(8));
        await log.OweAsync(Owing.Batch("new"));

        Assert.Equal(2, (await log.ExpireAsync(_time.Now, Quarantine, CancellationToken.None)).Expired);
        Assert.Equal(["new"], await log.TextsAsync());
    }

    [Fact]
    public async Task ExpireAsync_LargeBacklog_TakesItInPieces()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), time: _time);
        for (var i = 0; i < 30; i++) await log.OweAsync(Owing.Batch("x") with { Lines = new byte[100_000] });
        _time.Move(TimeSpan.FromDays(8));
        var largest = 0;
        var result = await log.ExpireAsync(_time.Now, (batches, _) => Task.FromResult((largest = Math.Max(largest, batches.Count)) > 0), CancellationToken.None);
        Assert.Equal(30, result.Expired);
        Assert.Equal(10, largest);
    }

    private Task<bool> Quarantine(IReadOnlyList<LoggedBatch> batches, CancellationToken cancellationToken)
    {
        _quarantined.AddRange(batches.Select(Owing.Text));
        return Task.FromResult(true);
    }
}
