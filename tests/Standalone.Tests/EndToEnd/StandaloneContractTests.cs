using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.EndToEnd;

/// <summary>The outside contract, of Standalone.</summary>
public sealed class StandaloneContractTests : ContractTests
{
    private protected override Task<IRunningHead> StartHeadAsync(IReadOnlyList<string> settings) => StandaloneHead.StartAsync(settings);
}
