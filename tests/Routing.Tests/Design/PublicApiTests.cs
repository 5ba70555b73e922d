using Holdfast.Routing.Planning;
using Holdfast.Tests.Design;

namespace Holdfast.Routing.Tests.Design;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheAssembly_IsTheApprovedOne() => ApprovedText.Check(
        PublicApiText.Of(typeof(RoutePlanner).Assembly), "tests", "Routing.Tests", "Design", "PublicApi.Routing.approved.txt");
}
