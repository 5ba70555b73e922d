using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.EndToEnd;

/// <summary>The operations page's contract, of Standalone.</summary>
public sealed class StandaloneOverviewTests : OverviewContractTests
{
    private protected override string Head => "standalone";

    private protected override bool Streams => true;

    private protected override Task<IRunningHead> StartHeadAsync(IReadOnlyList<string> settings) => StandaloneHead.StartAsync(settings);
}
