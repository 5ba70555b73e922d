using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.Recovery;
using Holdfast.Tests.Support.Sharing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Pipeline.Tests.Sharing;

public sealed class SharingServicesTests
{
    [Fact]
    public void AddHoldfastSharing_BehindThePipeline_EverythingSharesOneBoard() => VirtualWorld.Run(async world =>
    {
        var settings = new WritingRigOptions().Settings();
        var queue = new MemorySessionQueue(world.Time);
        var board = new MemoryBoard(world.Time);
        await using var provider = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(world.Time)
            .AddHoldfastPipeline(settings, ContractSet.Empty, seed: 1)
            .AddHoldfastSharing(settings, _ => queue, _ => board, new() { Instance = "a" })
            .BuildServiceProvider();
        Assert.True(provider.GetRequiredService<FenceBook>().Overlaps("s0", WritingRig.Bucket, 1, 2));
        Assert.Null(await provider.GetRequiredService<FenceKeeper>().StepAsync(CancellationToken.None));

        Assert.False(provider.GetRequiredService<FenceBook>().Overlaps("s0", WritingRig.Bucket, 1, 2));
        Assert.Same(provider.GetRequiredService<SessionDeferredLog>(), provider.GetRequiredService<IDeferredLog>());
        Assert.NotNull(provider.GetRequiredService<OwedLedger>());
    });

    [Fact]
    public void AddHoldfastSharing_RingTooShort_Throws()
    {
        var settings = new WritingRigOptions { Recovery = new RecoveryOptions { RewindAge = TimeSpan.Zero } }.Settings();

        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddHoldfastSharing(
            settings, static _ => new MemorySessionQueue(TimeProvider.System), static _ => new MemoryBoard(TimeProvider.System), new() { Instance = "a" }));
    }
}
