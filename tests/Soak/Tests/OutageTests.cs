using Holdfast.Soak.Faults;
using Holdfast.Soak.Judging;

namespace Holdfast.Soak.Tests;

public sealed class OutageTests
{
    private static readonly FaultRecord Fault = new(new(FaultKind.StoreHung, "hot-a", Seconds(10), Seconds(10)), Seconds(10), Seconds(20), null);

    [Fact]
    public void Of_OpenedAndBackfilled_TellsBothMoments()
    {
        var outage = Outage.Of(Fault, "hot-a", [new(Seconds(9), "closed", 0), new(Seconds(12), "open", 40), new(Seconds(21), "halfopen", 90), new(Seconds(25), "closed", 50), new(Seconds(28), "closed", 0), new(Seconds(60), "open", 500)], TimeSpan.MaxValue);
        Assert.Equal((true, 90L, Seconds(5), Seconds(8), false), (outage.Opened, outage.MostOwed, outage.Closed, outage.Drained, outage.Overtaken));
    }

    [Fact]
    public void Of_HardlyNoticed_IsZero()
    {
        var outage = Outage.Of(Fault, "hot-a", [new(Seconds(12), "closed", 0), new(Seconds(21.2), "closed", 0)], TimeSpan.MaxValue);
        Assert.Equal((false, TimeSpan.Zero, TimeSpan.Zero), (outage.Opened, outage.Closed, outage.Drained));
    }

    [Fact]
    public void Of_NeverDrained_SaysSo()
    {
        var outage = Outage.Of(Fault, "hot-a", [new(Seconds(12), "open", 9), new(Seconds(30), "closed", 9)], TimeSpan.MaxValue);
        Assert.Equal((Seconds(10), (TimeSpan?)null, false), (outage.Closed is null ? Seconds(-1) : outage.Closed.Value + Seconds(10), outage.Drained, outage.Overtaken));
    }

    [Fact]
    public void Of_NextFaultBefore_IsOvertaken() =>
        Assert.True(Outage.Of(Fault, "hot-a", [new(Seconds(12), "open", 9), new(Seconds(30), "closed", 0)], Seconds(25)).Overtaken);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
