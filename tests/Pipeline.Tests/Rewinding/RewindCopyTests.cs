using System.Globalization;
using System.Text;
using Holdfast.Pipeline.Rewinding;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tests.Rewinding;

/// <summary>What an instance that shares the deferred log finds in its ring when it learns of a range that another one has announced.</summary>
public sealed class RewindCopyTests
{
    private static readonly Target Primary = new("s0", "hot", 0, null);
    private static readonly Tier Hot = new("hot", "telemetry_hot", TimeSpan.FromDays(7), [Primary]);

    private readonly StoresTimeProvider _time = new();
    private readonly RewindRing _ring;

    public RewindCopyTests() => _ring = new(new RecoveryOptions { RewindAge = TimeSpan.FromMinutes(1), RewindBytes = 10_000_000 }, _time);

    [Theory]
    [InlineData(-1, "")]
    [InlineData(0, "1")]
    [InlineData(1, "1")]
    public void CopySince_BatchWasUnderWay_ItsBeginningDecides(int milliseconds, string copied)
    {
        var announced = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(1));
        _ring.Keep(Primary, Batch(1), begun: _time.GetTimestamp() - Ticks(TimeSpan.FromMilliseconds(1000 - milliseconds)));

        Assert.Equal(copied, Copied(announced));
    }

    [Fact]
    public void CopySince_InTheLogAlready_IsLeftOutWhicheverCameFirst()
    {
        var announced = _time.GetUtcNow();
        _ring.Keep(Primary, Batch(1));
        _ring.Owe("1");
        _ring.Owe("2");
        _ring.Keep(Primary, Batch(2));
        _ring.Keep(Primary, Batch(3));

        Assert.Equal("3", Copied(announced));
    }

    [Theory]
    [InlineData(RewindRing.OwedAhead - 1, "")]
    [InlineData(RewindRing.OwedAhead, "0")]
    public void Owe_SoManyMoreBeforeItsCommit_TheOldestIsForgottenAtTheBound(int more, string copied)
    {
        var announced = _time.GetUtcNow();
        for (var number = 0; number <= more; number++)
            _ring.Owe(number.ToString(CultureInfo.InvariantCulture));
        _ring.Keep(Primary, Batch(0));

        Assert.Equal(copied, Copied(announced));
    }

    [Theory]
    [InlineData(RewindRing.OwedDepth - 1, false)]
    [InlineData(RewindRing.OwedDepth, true)]
    public void Owe_SoManyCommitsSince_IsFoundUpToTheBound(int more, bool copied)
    {
        var announced = _time.GetUtcNow();
        for (var number = 0; number <= more; number++)
            _ring.Keep(Primary, Batch(number));
        _ring.Owe("0");

        Assert.Equal(copied, Copied(announced).Split(' ').Contains("0"));
    }

    private static Batch Batch(int number)
    {
        var name = number.ToString(CultureInfo.InvariantCulture);
        return new(Hot, "key", name, Encoding.UTF8.GetBytes($"m v={name}i 1\n"), 1, 1, 1);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private string Copied(DateTimeOffset since) => string.Join(
        ' ', _ring.CopySince("telemetry_hot", 0, 2, since).Select(static copy => Encoding.UTF8.GetString(copy.Batch.Lines.Span)[4..^4]));
}
