using Holdfast.Routing.Planning;
using Holdfast.Tests.Design;

namespace Holdfast.Routing.Tests.Design;

/// <summary>Which room of the core may use which other. An arrow that is new, or gone, is a decision: change it here and in src/README.md.</summary>
public sealed class RoomTests
{
    private const string Arrows =
        """
        Alerting -> Breakers, LineProtocol, Recovery
        Batching -> Contracts, LineProtocol, Tiers
        Breakers -> nobody
        Contracts -> LineProtocol, Tiers
        Following -> Breakers
        LineProtocol -> nobody
        Planning -> Breakers, Tiers
        Reconciling -> LineProtocol
        Recovery -> Breakers
        Tiers -> nobody
        """;

    [Fact]
    public void Rooms_UseEachOther_AlongTheArrowsOnly() =>
        TypeUses.CheckArrows(Arrows, typeof(RoutePlanner).Assembly, "Holdfast.Routing");
}
