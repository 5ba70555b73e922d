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
            Assert.True(_gate.TryPass(Kind, out _));
        Assert.False(_gate.TryPass(Kind, out var heldBack));
        Assert.Equal(0, heldBack);
    }

    [Fact]
    public void TryPass_AfterTheRefill_PassesOneAndTellsWhatWasHeldBack()
    {
        Fill();
        _gate.TryPass(Kind, out _);
        _gate.TryPass(Kind, out _);
        _time.Pass(StormGate.Refill.TotalSeconds);
        Assert.True(_gate.TryPass(Kind, out var heldBack));
        Assert.Equal(2, heldBack);
        Assert.False(_gate.TryPass(Kind, out _));
    }

    [Fact]
    public void TryPass_OtherKind_HasAStormOfItsOwn()
    {
        Fill();
        Assert.False(_gate.TryPass(Kind, out _));
        Assert.True(_gate.TryPass(Kind with { Subject = "replica" }, out _));
        Assert.True(_gate.TryPass(Kind with { Event = 102 }, out _));
    }

    [Fact]
    public void TryPass_MoreKindsThanAreToldApart_ShareOne()
    {
        for (var kind = 0; kind < StormGate.MaxKinds; kind++)
            Assert.True(_gate.TryPass(new(1, $"{kind}"), out _));
        for (var kind = 0; kind < StormGate.Burst; kind++)
            Assert.True(_gate.TryPass(new(2, $"{kind}"), out _));
        Assert.False(_gate.TryPass(new(2, "one more"), out _));
        Assert.True(_gate.TryPass(new(1, "0"), out _));
    }

    [Fact]
    public void TakeHeldBack_AfterAStorm_TellsEachOnce()
    {
        Fill();
        _gate.TryPass(Kind, out _);
        Assert.Equal([(Kind, 1L)], _gate.TakeHeldBack());
        Assert.Empty(_gate.TakeHeldBack());
    }

    private void Fill()
    {
        for (var passed = 0; passed < StormGate.Burst; passed++)
            _gate.TryPass(Kind, out _);
    }
}
