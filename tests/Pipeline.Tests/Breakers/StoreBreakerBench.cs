using System.Collections.Concurrent;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Breakers;

internal sealed class StoreBreakerBench
{
    internal static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(7);

    internal StoreBreakerBench(BreakerOptions? options = null)
    {
        Breaker = new StoreBreaker("primary", options ?? new BreakerOptions { Jitter = 0 }, Time, 1, Told.Enqueue);
    }

    internal BreakersTime Time { get; } = new();

    internal StoreBreaker Breaker { get; }

    internal ConcurrentQueue<StoreTransition> Told { get; } = [];

    internal BreakerMode Mode => Breaker.Snapshot.Mode;

    internal void Fail(int times = 1)
    {
        for (var i = 0; i < times; i++)
            Breaker.Report(BreakerOutcome.Failure, Fast);
    }

    internal void Succeed(int times = 1)
    {
        for (var i = 0; i < times; i++)
            Breaker.Report(BreakerOutcome.Success, Fast);
    }

    internal void Pass(double seconds)
    {
        Time.Pass(seconds);
        Breaker.Tick();
    }

    internal StoreBreakerBench HalfOpened()
    {
        Fail(3);
        Pass(120);
        Assert.Equal(BreakerMode.HalfOpen, Mode);
        return this;
    }

    internal ProbeLease Lease()
    {
        for (var i = 0; i < 10; i++)
        {
            if (Breaker.TryTakeProbe(out var lease))
                return lease;
        }

        throw new InvalidOperationException("Ten requests and no probe.");
    }

    /// <summary>Runs the same work on many threads, released at once.</summary>
    internal static void Together(int threads, Action<int> work)
    {
        using var barrier = new Barrier(threads);
        var crashes = new ConcurrentQueue<Exception>();
        var running = Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            try
            {
                barrier.SignalAndWait();
                work(number);
            }
            catch (Exception crash)
            {
                crashes.Enqueue(crash);
            }
        })).ToList();
        running.ForEach(thread => thread.Start());
        running.ForEach(thread => thread.Join());
        Assert.Empty(crashes);
    }
}
