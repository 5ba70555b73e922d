namespace Holdfast.Pipeline.Hosting;

/// <summary>Keeps the thread pool able to serve requests while the disk is slow.</summary>
internal static class WorkerThreads
{
    /// <summary>
    /// How many threads of the pool may wait for the disk at the same moment without holding up a request: the deferred log and its
    /// cursors, the dead letters, the small files, the embedded stores' journals, and a reader for each store that is drained.
    /// </summary>
    public const int ForDisk = 16;

    /// <summary>
    /// Lets the pool begin with a thread for each of them beside its own. Without that it begins with one per processor and hands out
    /// the next only once nothing has moved for a while: on two processors, two syncs of 200 ms held up every request for 300 ms.
    /// Never lowers what was set before.
    /// </summary>
    public static void Reserve()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + ForDisk), completions);
    }
}
