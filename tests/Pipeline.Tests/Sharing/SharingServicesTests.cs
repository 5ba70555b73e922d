using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Tests.Storage;
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AddHoldfastSharing_StoreFailed_NothingIsRewound(bool shared) => VirtualWorld.Run(async world =>
    {
        // A replay of what one instance committed would go over what another one has committed since.
        var settings = new WritingRigOptions().Settings();
        var disk = new MemoryDisk(new Random(1));
        var letters = await FileDeadLetters.OpenAsync(disk.Root(), DeadLetterLimits.From(settings.Data), CancellationToken.None);
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(world.Time)
            .AddSingleton<IStorage>(disk.Root())
            .AddSingleton<IDeadLetters>(letters.Value!)
            .AddHoldfastPipeline(settings, ContractSet.Empty, seed: 1);
        if (shared)
            services.AddHoldfastSharing(settings, _ => new MemorySessionQueue(world.Time), _ => new MemoryBoard(world.Time), new() { Instance = "a" });
        await using var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<IReadOnlyList<StoreRuntime>>()[0];
        var tier = settings.Table.Tiers[0];
        store.Rewind.Keep(tier.Chain[0], new(tier, "key", "lineage", "m f=1i 1\n"u8.ToArray(), 1, 1, 1));

        store.Rewind.Suspect();

        Assert.Equal(!shared, store.Rewind.Replays);
        Assert.Equal(!shared, provider.GetRequiredService<Rewinder>().IsDue(store.Name));
    });

    [Fact]
    public void AddHoldfastSharing_RingTooShort_Throws()
    {
        var settings = new WritingRigOptions { Recovery = new RecoveryOptions { RewindAge = TimeSpan.Zero } }.Settings();

        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddHoldfastSharing(
            settings, static _ => new MemorySessionQueue(TimeProvider.System), static _ => new MemoryBoard(TimeProvider.System), new() { Instance = "a" }));
    }
}
