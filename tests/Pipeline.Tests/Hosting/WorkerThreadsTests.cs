using Holdfast.Pipeline.Hosting;

namespace Holdfast.Pipeline.Tests.Hosting;

public sealed class WorkerThreadsTests
{
    [Fact]
    public void Reserve_Twice_LeavesAThreadForEachProcessorAndEachDiskCall()
    {
        WorkerThreads.Reserve();
        WorkerThreads.Reserve();

        ThreadPool.GetMinThreads(out var workers, out _);
        Assert.True(workers >= Environment.ProcessorCount + WorkerThreads.ForDisk, $"{workers}");
    }

    [Fact]
    public void Reserve_MoreWereSetBefore_KeepsThem()
    {
        ThreadPool.GetMinThreads(out _, out var completions);
        var more = Environment.ProcessorCount + WorkerThreads.ForDisk + 3;
        Assert.True(ThreadPool.SetMinThreads(more, completions));

        WorkerThreads.Reserve();

        ThreadPool.GetMinThreads(out var workers, out _);
        Assert.Equal(more, workers);
    }
}
