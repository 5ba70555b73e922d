using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Tests.Reconciling;

/// <summary>Where other instances write to the same stores, a repair waits until they go by its fence.</summary>
public sealed class SharedRepairTests
{
    [Fact]
    public void ReconcileAsync_OtherInstances_RaisesOnceBeforeTheRepairAndLowersBehindIt() => VirtualWorld.Run(async world =>
    {
        var others = new Others(world.Time);
        var rig = await ReconcilingRig.StartAsync(world, new() { Shared = others });
        rig.Rig.Replica.Lines.AddRange([ReconcilingRig.Line(5), ReconcilingRig.Line(6, series: "n")]);
        rig.Rig.Primary.Behaviour = (body, _) =>
        {
            others.Events.Add("repair");
            return Task.FromResult(rig.Rig.Primary.Commit(body));
        };

        Assert.Equal(2, (await rig.RunAsync()).Tally.Repaired);

        Assert.Equal(["raised s0", "known", "repair", "repair", "lowered"], others.Events);
        Assert.Equal(0, rig.Journal.Count);
        Assert.DoesNotContain("repairs.json", (await rig.Rig.Disk.Root().ListAsync()).Value!.Select(static file => file.Name));
    });

    [Fact]
    public void ReconcileAsync_NothingDiffers_RaisesNothing() => VirtualWorld.Run(async world =>
    {
        var others = new Others(world.Time);
        var rig = await ReconcilingRig.StartAsync(world, new() { Shared = others });

        await rig.RunAsync();

        Assert.Empty(others.Events);
    });

    [Fact]
    public void ReconcileAsync_FenceCannotBeRaised_RepairsNothing() => VirtualWorld.Run(async world =>
    {
        var others = new Others(world.Time) { Fault = "the board is away" };
        var rig = await ReconcilingRig.StartAsync(world, new() { Shared = others });
        rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(5));

        var report = await rig.RunAsync();

        Assert.Equal((0, ReconcileOutcome.Failed), (report.Tally.Repaired, report.Outcome));
        Assert.Empty(rig.Rig.Primary.Lines);
    });

    [Fact]
    public void ReconcileAsync_FenceLapsesOnTheWay_RepairsNothingMore() => VirtualWorld.Run(async world =>
    {
        var others = new Others(world.Time) { Lapsed = "not held up" };
        var rig = await ReconcilingRig.StartAsync(world, new() { Shared = others });
        rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(5));

        var report = await rig.RunAsync();

        Assert.Equal((0, ReconcileOutcome.Hindered), (report.Tally.Repaired, report.Outcome));
        Assert.Empty(rig.Rig.Primary.Lines);
        Assert.Equal("lowered", others.Events[^1]);
    });

    /// <summary>Other instances, which know of a fence five seconds after it was raised.</summary>
    private sealed class Others(TimeProvider time) : ISharedFences
    {
        public List<string> Events { get; } = [];

        public string? Fault { get; init; }

        public string? Lapsed { get; init; }

        public bool Overlaps(string store, string bucket, long minTime, long maxTime) => false;

        public bool Holds(string store, string bucket, long minTime, long maxTime) => Overlaps(store, bucket, minTime, maxTime);

        public async Task<SharedFence> RaiseAsync(IReadOnlyList<FencedRange> ranges, CancellationToken cancellation)
        {
            if (Fault is { } fault)
                return SharedFence.Failed(fault);
            Events.AddRange(ranges.Select(static range => $"raised {range.Store}"));
            await Task.Delay(TimeSpan.FromSeconds(5), time, cancellation);
            Events.Add("known");
            return new(null, () => Lapsed, () =>
            {
                Events.Add("lowered");
                return Task.CompletedTask;
            });
        }
    }
}
