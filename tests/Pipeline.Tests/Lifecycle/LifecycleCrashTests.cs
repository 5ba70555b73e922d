using Holdfast.Pipeline.Lifecycle;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Lifecycle;

public sealed class LifecycleCrashTests
{
    private const string Folder = "lifecycle/tasks";

    [Fact]
    public void StepAsync_CrashBetweenSavingAndTelling_PausesAfterTheRestartAndResumesInTheEnd() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Primary.Add("1");
        rig.Primary.Fault = static method => method == HttpMethod.Patch ? StoreResponse.Failed(TransportFailureKind.Reset, "reset") : null;
        await rig.OweAsync();
        await rig.PassAsync(1);
        Assert.Contains("\"Intended\"", StoreSamples.Text(rig.Writing.Disk.Read(Folder, "s0.json")), StringComparison.Ordinal);
        rig.LosePower();
        rig.Primary.Fault = null;
        await rig.PassAsync(1);
        Assert.Equal(["1=inactive"], rig.Primary.Changes);
        await EndAsync(rig);
        Assert.Equal(["1=inactive", "1=active"], rig.Primary.Changes);
    });

    [Fact]
    public void StepAsync_CrashAfterTellingWithoutTheAnswer_IsKnownToBeOurs() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Primary.Add("1");
        rig.Primary.Changing = () =>
        {
            rig.Primary.Changing = null;
            rig.Writing.Disk.Faults.Dead = true;
        };
        await rig.OweAsync();
        await Assert.ThrowsAsync<DeadProcessException>(() => rig.PassAsync(2));
        rig.LosePower();
        Assert.False(rig.Primary.IsActive("1"));
        await EndAsync(rig);
        Assert.True(rig.Primary.IsActive("1"));
    });

    [Fact]
    public void StepAsync_DiskDoesNotTakeTheMemory_TellsTheStoreNothing() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Primary.Add("1");
        await rig.OweAsync();
        rig.Writing.Disk.Faults.Fail(MemoryStep.SyncFile, 1);
        await rig.PassAsync(60);
        Assert.Empty(rig.Primary.Changes);
        rig.Writing.Disk.Faults.Fail(MemoryStep.SyncFile, 0);
        await rig.PassAsync(60);
        Assert.Equal(["1=inactive"], rig.Primary.Changes);
    });

    [Fact]
    public void StepAsync_MemoryDamaged_IsKeptAsideAndTold() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Writing.Disk.Write(Folder, "s0.json", "[{\"Id\":"u8.ToArray());
        await rig.PassAsync(1);
        Assert.Contains("s0.json.corrupt", rig.Writing.Disk.Names(Folder));
        Assert.Single(rig.Events, static id => id == 128);
    });

    [Fact]
    public void StepAsync_PausedBucketAfterARestart_KeepsSinceAndSoaksAgain() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        await rig.OweAsync();
        await rig.PassAsync(1);
        var since = rig.Report.Since;
        await rig.DrainAsync();
        await rig.PassAsync(600);
        rig.LosePower();
        await rig.PassAsync(600);
        Assert.Equal((true, since), (rig.Report.Paused, rig.Report.Since));
        await rig.PassAsync(301);
        Assert.False(rig.Report.Paused);
    });

    /// <summary>Wherever the power fails, and whether the trouble outlives it or not: ours is active in the end, the operator's is never touched.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StepAsync_PowerLostAtAnyStepOfTheDisk_ResumesOursAndOnlyOurs(bool troubleOutlivesIt)
    {
        var crashed = true;
        for (var step = 1; crashed; step++)
        {
            VirtualWorld.Run(async world =>
            {
                var rig = await LifecycleRig.StartAsync(world);
                rig.Primary.Add("1");
                rig.Primary.Add("2", active: false);
                await rig.OweAsync();
                rig.Writing.Disk.Faults.CrashAt = rig.Writing.Disk.Steps + step;
                crashed = await DiesAsync(async () =>
                {
                    await rig.PassAsync(2);
                    await EndAsync(rig);
                });
                rig.LosePower();
                if (troubleOutlivesIt)
                    await rig.PassAsync(40);
                await EndAsync(rig);
                Assert.True(rig.Primary.IsActive("1"), $"crash at step {step}: our task stays inactive");
                Assert.DoesNotContain(rig.Primary.Changes, static change => change.StartsWith('2'));
                Assert.Empty(rig.Report.Tasks);
            });
        }
    }

    private static async Task EndAsync(LifecycleRig rig)
    {
        await rig.DrainAsync();
        await rig.PassAsync(LifecycleRig.Soak.TotalSeconds + TaskKeeper.LookPeriod.TotalSeconds);
        Assert.False(rig.Report.Paused);
    }

    private static async Task<bool> DiesAsync(Func<Task> act)
    {
        try
        {
            await act();
            return false;
        }
        catch (DeadProcessException)
        {
            return true;
        }
    }
}
