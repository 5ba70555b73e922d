using Holdfast.Functions.Tests.Support;
using Holdfast.Tests.Contract;

namespace Holdfast.Functions.Tests.Http;

/// <summary>The operations page's contract, of the Azure head: the very tests of Standalone.</summary>
public sealed class HeadOverviewTests : OverviewContractTests
{
    private protected override string Head => "functions";

    private protected override bool Streams => false;

    private protected override Task<IRunningHead> StartHeadAsync(IReadOnlyList<string> settings) => LocalHead.StartAsync(settings);
}
