using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Tests.Reconciling;

/// <summary>What the deferred log lost is healed from the replica.</summary>
public sealed class LostRecordTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReconcileAsync_LogOfAnOutageIsCorruptedOrGone_PrimaryIsWhole(bool gone) => VirtualWorld.Run(async world =>
    {
        var disk = new MemoryDisk(new Random(1));
        var before = await ReconcilingRig.StartAsync(world, disk: disk);
        await before.Rig.WriteAsync(ReconcilingRig.Past, ReconcilingRig.Past + 1);
        before.Rig.Primary.Refuse();
        for (var second = 2; second < 6; second++)
            await before.Rig.WriteAsync(ReconcilingRig.Past + second);
        Assert.Equal(4, before.Rig.Log.Owed("s0").Batches);
        await before.Rig.Log.DisposeAsync();
        await before.Rig.Letters.DisposeAsync();
        Spoil(disk, gone);

        var rig = await ReconcilingRig.StartAsync(world, disk: disk);
        rig.Rig.Primary.Lines.AddRange(before.Rig.Primary.Lines);
        rig.Rig.Replica.Lines.AddRange(before.Rig.Replica.Lines);
        while (rig.Rig.Log.Owed("s0").Batches > 0)
        {
            await rig.Rig.DrainAsync();
            await rig.Rig.PassAsync(1);
        }

        Assert.True(rig.Rig.Primary.Lines.Count < 6, string.Join(" | ", rig.Rig.Primary.Lines) + string.Join(" | ", rig.Rig.Primary.Requests));

        var report = await rig.RunAsync();

        Assert.Equal(ReconcileOutcome.Complete, report.Outcome);
        Assert.True(report.Tally.Repaired > 0);
        Assert.Equal(Enumerable.Range(0, 6).Select(static second => WritingRig.Line(ReconcilingRig.Past + second)).Order(StringComparer.Ordinal), rig.Rig.Primary.Lines.Order(StringComparer.Ordinal));
    });

    private static void Spoil(MemoryDisk disk, bool gone)
    {
        foreach (var name in disk.Names("deferred").Where(static name => name.EndsWith(".log", StringComparison.Ordinal)))
        {
            if (gone)
            {
                disk.Remove("deferred", name);
                continue;
            }

            var content = disk.Read("deferred", name);
            for (var at = content.Length / 3; at < content.Length * 2 / 3; at++)
                content[at] ^= 0x5A;
            disk.Write("deferred", name, content);
        }
    }
}
