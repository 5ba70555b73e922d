using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Telemetry;

public sealed class StormGateTests
{
    private static readonly StormKind Kind = new(101, "primary");

    private readonly BreakersTime _time = new();
    private readonly StormGate _gate;

    public StormGateTests() => _gate = new(_time);

    [Fact]
    public void TryPass_AtAndBeyondTheBurst_PassesUpToIt()
    {
        for (var passed = 0; passed < StormGate.Burst; passed++)
            Assert.True(_gate.TryPass(Kind));
        Assert.False(_gate.TryPass(Kind));
    }

    [Fact]
    public void TryPass_AfterTheRefill_PassesOne()
    {
        Fill();
        _time.Pass(StormGate.Refill.TotalSeconds);
        Assert.True(_gate.TryPass(Kind));
        Assert.False(_gate.TryPass(Kind));
    }

    [Fact]
    public void TryPass_OtherKind_HasAStormOfItsOwn()
    {
        Fill();
        Assert.False(_gate.TryPass(Kind));
        Assert.True(_gate.TryPass(Kind with { Subject = "replica" }));
        Assert.True(_gate.TryPass(Kind with { Event = 102 }));
    }

    [Fact]
    public void TryPass_MoreKindsThanAreToldApart_ShareOne()
    {
        for (var kind = 0; kind < StormGate.MaxKinds; kind++)
            Assert.True(_gate.TryPass(new(1, $"{kind}")));
        for (var kind = 0; kind < StormGate.Burst; kind++)
            Assert.True(_gate.TryPass(new(2, $"{kind}")));
        Assert.False(_gate.TryPass(new(2, "one more")));
        Assert.True(_gate.TryPass(new(1, "0")));
    }

    [Fact]
    public void TakeHeldBack_AfterAStorm_TellsEachOnce()
    {
        Fill();
        _gate.TryPass(Kind);
        Assert.Equal([(Kind, 1L)], _gate.TakeHeldBack());
        Assert.Empty(_gate.TakeHeldBack());
    }

    private void Fill()
    {
        for (var passed = 0; passed < StormGate.Burst; passed++)
            _gate.TryPass(Kind);
    }
}
