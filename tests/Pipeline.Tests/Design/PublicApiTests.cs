using Holdfast.Pipeline.Writing;
using Holdfast.Tests.Design;

namespace Holdfast.Pipeline.Tests.Design;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheAssembly_IsTheApprovedOne() => ApprovedText.Check(
        PublicApiText.Of(typeof(WritePipeline).Assembly), "tests", "Pipeline.Tests", "Design", "PublicApi.Pipeline.approved.txt");
}
