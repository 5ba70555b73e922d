using Holdfast.Functions.Tests.Support;
using Holdfast.Tests.Contract;

namespace Holdfast.Functions.Tests.Http;

/// <summary>The outside contract, of the Azure head: the very tests of Standalone.</summary>
public sealed class HeadContractTests : ContractTests
{
    private protected override Task<IRunningHead> StartHeadAsync(IReadOnlyList<string> settings) => LocalHead.StartAsync(settings);
}
