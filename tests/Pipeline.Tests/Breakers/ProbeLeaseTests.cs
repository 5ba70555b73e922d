using System.Collections.Concurrent;
using Holdfast.Pipeline.Breakers;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Breakers;

public class ProbeLeaseTests
{
    [Fact]
    public void P23_TenThousandConcurrentRequests_GetExactlyAThousandLeases()
    {
        var bench = new StoreBreakerBench().HalfOpened();
        var leases = new ConcurrentBag<ProbeLease>();
        StoreBreakerBench.Together(20, _ =>
        {
            for (var i = 0; i < 500; i++)
            {
                if (bench.Breaker.TryTakeProbe(out var lease))
                    leases.Add(lease);
            }
        });

        Assert.Equal(1000, leases.Count);
        Assert.Equal(1000, leases.Distinct().Count());

        StoreBreakerBench.Together(2, number =>
        {
            foreach (var lease in leases)
                lease.Report(ProbeVerdict.Succeeded, TimeSpan.FromMilliseconds(5));
        });
        bench.Breaker.Tick();
        Assert.Equal(1000, bench.Breaker.State.Probes.Succeeded);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(99, 10)]
    [InlineData(101, 11)]
    public void TryTakeProbe_OfSoManyRequests_GrantsATenthRoundedUp(int requests, int granted)
    {
        var bench = new StoreBreakerBench().HalfOpened();
        Assert.Equal(granted, Enumerable.Range(0, requests).Count(_ => bench.Breaker.TryTakeProbe(out var _)));
    }

    [Fact]
    public void TryTakeProbe_AtTheBoundOfLeases_WaitsForOneToBeSettled()
    {
        var bench = new StoreBreakerBench(new BreakerOptions { Jitter = 0, ProbeRatio = 1 }).HalfOpened();
        var leases = new List<ProbeLease>();
        while (bench.Breaker.TryTakeProbe(out var lease))
            leases.Add(lease);
        Assert.Equal(StoreBreaker.MaximumLeases, leases.Count);

        Assert.True(leases[17].Report(ProbeVerdict.Succeeded, TimeSpan.Zero));
        Assert.True(bench.Breaker.TryTakeProbe(out _));
        Assert.False(bench.Breaker.TryTakeProbe(out _));
    }

    [Theory]
    [InlineData(14.999, true)]
    [InlineData(15, false)]
    public void Report_AroundTheExpiry_CountsAsToldOrAsAFailure(double seconds, bool counts)
    {
        var bench = new StoreBreakerBench().HalfOpened();
        var lease = bench.Lease();
        bench.Time.Pass(seconds);

        Assert.Equal(counts, lease.Report(ProbeVerdict.Succeeded, TimeSpan.FromSeconds(1)));
        bench.Breaker.Tick();

        var transition = bench.Told.Last().Transition;
        Assert.Equal(counts ? BreakerEffect.HalfOpened : BreakerEffect.Reopened, transition.Effect);
    }

    [Fact]
    public void Tick_AfterTheExpiry_CountsAFailureOnceAndIgnoresTheLateReport()
    {
        var bench = new StoreBreakerBench(new BreakerOptions { Jitter = 0, ReopenAbove = 0.5 }).HalfOpened();
        var lease = bench.Lease();
        bench.Pass(15);
        Assert.Equal(1, bench.Breaker.State.Probes.Failed);

        Assert.False(lease.Report(ProbeVerdict.Succeeded, TimeSpan.Zero));
        lease.Dispose();
        bench.Pass(1);
        Assert.Equal((0L, 1L, 0L), (bench.Breaker.State.Probes.Succeeded, bench.Breaker.State.Probes.Failed, bench.Breaker.State.Probes.Inconclusive));
    }

    [Fact]
    public void P23_LeaseDisposedUnreported_IsInconclusive()
    {
        var bench = new StoreBreakerBench().HalfOpened();
        for (var i = 0; i < 20; i++)
        {
            using var cancelled = bench.Lease();
        }

        bench.Pass(60);
        Assert.Equal((BreakerMode.HalfOpen, 20L, 0L), (bench.Mode, bench.Breaker.State.Probes.Inconclusive, bench.Breaker.State.Probes.Conclusive));
    }

    [Fact]
    public void Report_Twice_CountsOnce()
    {
        var bench = new StoreBreakerBench().HalfOpened();
        using (var lease = bench.Lease())
        {
            Assert.True(lease.Report(ProbeVerdict.Succeeded, TimeSpan.Zero));
            Assert.False(lease.Report(ProbeVerdict.Failed, TimeSpan.Zero));
        }

        bench.Breaker.Tick();
        Assert.Equal(new ProbeTally(1, 0, 0, 0, FailureRuns.Success), bench.Breaker.State.Probes);
    }

    [Fact]
    public void Report_OfThreeFailedProbes_ReopensBeforeItReturnsAndVoidsTheOthers()
    {
        var bench = new StoreBreakerBench().HalfOpened();
        var leases = Enumerable.Range(0, 5).Select(_ => bench.Lease()).ToList();
        foreach (var lease in leases.Take(3))
            Assert.True(lease.Report(ProbeVerdict.Failed, TimeSpan.Zero));

        Assert.Equal(BreakerMode.Open, bench.Mode);
        Assert.Equal(BreakerEffect.Reopened, bench.Told.Last().Transition.Effect);
        Assert.Equal(bench.Time.GetUtcNow().AddSeconds(360), bench.Breaker.Snapshot.IsolationUntil);

        bench.Pass(360);
        Assert.Equal(BreakerMode.HalfOpen, bench.Mode);
        Assert.False(leases[3].Report(ProbeVerdict.Failed, TimeSpan.Zero));
        bench.Pass(20);
        Assert.Equal(default, bench.Breaker.State.Probes);
    }

    [Fact]
    public void Report_OfALeaseOfAnEarlierPeriod_CountsForNothingHoweverLongItLasts()
    {
        var bench = new StoreBreakerBench(new BreakerOptions { Jitter = 0, ProbeLease = TimeSpan.FromMinutes(10) }).HalfOpened();
        var leases = Enumerable.Range(0, 5).Select(_ => bench.Lease()).ToList();
        leases.Take(3).ToList().ForEach(lease => lease.Report(ProbeVerdict.Failed, TimeSpan.Zero));
        var stray = leases[4];
        bench.Pass(360);
        Assert.Equal(BreakerMode.HalfOpen, bench.Mode);

        Assert.False(stray.Report(ProbeVerdict.Failed, TimeSpan.Zero));
        bench.Pass(1);
        Assert.Equal(default, bench.Breaker.State.Probes);
    }

    [Fact]
    public void Isolate_WithProbesNotYetCounted_DropsThem()
    {
        var bench = new StoreBreakerBench().HalfOpened();
        bench.Lease().Report(ProbeVerdict.Failed, TimeSpan.Zero);
        bench.Breaker.Isolate("disk swap");
        bench.Breaker.Restore();
        bench.Pass(0);
        Assert.Equal(default, bench.Breaker.State.Probes);
    }

    [Fact]
    public void P23_ManyMoreConcurrentRequests_StillGetExactlyATenth()
    {
        var bench = new StoreBreakerBench().HalfOpened();
        var granted = 0;
        StoreBreakerBench.Together(4, _ =>
        {
            for (var i = 0; i < 200_000; i++)
            {
                if (!bench.Breaker.TryTakeProbe(out var lease))
                    continue;
                Interlocked.Increment(ref granted);
                lease.Dispose();
            }
        });
        Assert.Equal(80_000, granted);
    }

    [Fact]
    public void TryTakeSyntheticProbe_WithoutTraffic_ClosesAfterOneEvaluation()
    {
        var bench = new StoreBreakerBench().HalfOpened();
        var probes = 0;
        for (var second = 0; second < 60; second++)
        {
            if (bench.Breaker.TryTakeSyntheticProbe(out var lease))
            {
                probes++;
                Assert.True(lease.IsSynthetic);
                Assert.False(bench.Breaker.TryTakeSyntheticProbe(out _));
                lease.Report(ProbeVerdict.Succeeded, TimeSpan.FromMilliseconds(3));
            }

            bench.Pass(1);
        }

        Assert.Equal((10, BreakerMode.Closed), (probes, bench.Mode));
    }

    [Fact]
    public void TryTakeSyntheticProbe_WithEnoughTraffic_IsNotGranted()
    {
        var bench = new StoreBreakerBench().HalfOpened();
        for (var second = 0; second < 59; second++)
        {
            for (var i = 0; i < 10; i++)
            {
                if (bench.Breaker.TryTakeProbe(out var lease))
                    lease.Report(ProbeVerdict.Succeeded, TimeSpan.Zero);
            }

            Assert.False(bench.Breaker.TryTakeSyntheticProbe(out _));
            bench.Pass(1);
        }
    }

    [Fact]
    public void TryTakeProbe_WhileProbesFailOnManyThreads_KeepsItsBooks()
    {
        var bench = new StoreBreakerBench().HalfOpened();
        StoreBreakerBench.Together(8, number =>
        {
            for (var i = 0; i < 4000; i++)
            {
                if (bench.Breaker.TryTakeProbe(out var lease))
                    lease.Report((i + number) % 3 == 0 ? ProbeVerdict.Failed : ProbeVerdict.Succeeded, TimeSpan.Zero);
                bench.Breaker.Report((i + number) % 7 == 0 ? BreakerOutcome.Failure : BreakerOutcome.Success, TimeSpan.Zero);
                if (number == 0 && i % 50 == 0)
                {
                    bench.Pass(3);
                    bench.Breaker.ProbeEarly();
                }
            }
        });

        var state = bench.Breaker.State;
        Assert.True(state.IsSound);
        Assert.Equal(state.Generation, bench.Told.Count);
        Assert.Equal(Enumerable.Range(1, bench.Told.Count).Select(i => (long)i), bench.Told.Select(told => told.Transition.Generation).Order());
    }
}
