using Holdfast.Pipeline.Breakers;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Breakers;

public class StoreBreakerTests
{
    [Fact]
    public void Report_OfTheThirdFailureInARow_OpensBeforeItReturns()
    {
        var bench = new StoreBreakerBench();
        bench.Fail(2);
        Assert.Equal(BreakerMode.Closed, bench.Mode);

        bench.Fail();

        Assert.Equal(BreakerMode.Open, bench.Mode);
        var told = Assert.Single(bench.Told);
        Assert.Equal(("primary", BreakerEffect.Opened, BreakerCause.ConsecutiveFailures), (told.Store, told.Transition.Effect, told.Transition.Cause));
        Assert.Equal(bench.Time.GetUtcNow().AddSeconds(120), bench.Breaker.Snapshot.IsolationUntil);
    }

    [Fact]
    public void Report_OfFailuresInARowAcrossTicks_StillTrips()
    {
        var bench = new StoreBreakerBench();
        for (var i = 0; i < 2; i++)
        {
            bench.Fail();
            bench.Pass(1);
        }

        Assert.Equal(BreakerMode.Closed, bench.Mode);
        bench.Fail();
        Assert.Equal(BreakerMode.Open, bench.Mode);
    }

    [Fact]
    public void Report_OfASuccessBetweenFailures_StartsTheRowAgain()
    {
        var bench = new StoreBreakerBench();
        for (var i = 0; i < 5; i++)
        {
            bench.Fail(2);
            if (i == 3)
                bench.Pass(1);
            bench.Succeed();
            if (i == 2)
                bench.Pass(1);
        }

        Assert.Equal(BreakerMode.Closed, bench.Mode);
    }

    [Fact]
    public void P25_ClientsThatWentAway_CountForNobody()
    {
        var bench = new StoreBreakerBench();
        bench.Fail(2);
        for (var i = 0; i < 1000; i++)
            bench.Breaker.Report(BreakerOutcome.Neutral, TimeSpan.FromSeconds(50));
        bench.Pass(1);

        Assert.Equal(BreakerMode.Closed, bench.Mode);
        Assert.Equal((0L, 2L), (bench.Breaker.State.Window[0].Successes, bench.Breaker.State.Window[0].Failures));
        bench.Fail();
        Assert.Equal(BreakerMode.Open, bench.Mode);
    }

    [Fact]
    public void Tick_AfterTooManyFailuresApart_OpensOnTheRate()
    {
        var bench = new StoreBreakerBench();
        for (var i = 0; i < 10; i++)
        {
            bench.Fail();
            bench.Succeed(9);
        }

        Assert.Equal(BreakerMode.Closed, bench.Mode);
        bench.Pass(1);
        Assert.Equal(BreakerCause.ErrorRate, bench.Breaker.State.Cause);
    }

    [Fact]
    public void Tick_AfterThreeSlowWindows_OpensOnLatency()
    {
        var bench = new StoreBreakerBench();
        for (var second = 0; second < 91 && bench.Mode is BreakerMode.Closed; second++)
        {
            bench.Breaker.Report(BreakerOutcome.Success, TimeSpan.FromSeconds(1.5) + TimeSpan.FromTicks(1));
            bench.Pass(1);
        }

        Assert.Equal(BreakerCause.Latency, bench.Breaker.State.Cause);
    }

    [Fact]
    public void Tick_AfterThreeWindowsExactlyOnTheLimit_StaysClosed()
    {
        var bench = new StoreBreakerBench();
        for (var second = 0; second < 200; second++)
        {
            bench.Breaker.Report(BreakerOutcome.Success, TimeSpan.FromSeconds(1.5));
            bench.Pass(1);
        }

        Assert.Equal(BreakerMode.Closed, bench.Mode);
    }

    [Fact]
    public void Report_OfRequestsThatEndAfterItOpened_ChangesNothing()
    {
        var bench = new StoreBreakerBench();
        bench.Fail(3);
        var until = bench.Breaker.Snapshot.IsolationUntil;
        bench.Fail(500);
        bench.Succeed(500);
        bench.Pass(1);
        Assert.Equal((BreakerMode.Open, until), (bench.Mode, bench.Breaker.Snapshot.IsolationUntil));

        bench.Fail(500);
        bench.Pass(119);
        Assert.Equal(BreakerMode.HalfOpen, bench.Mode);
        Assert.Equal(0, bench.Breaker.State.Probes.Failed);
    }

    [Fact]
    public void Report_FromManyThreads_LosesNoOutcome()
    {
        var bench = new StoreBreakerBench(new BreakerOptions { ConsecutiveFailures = 1_000_000, ErrorRate = 0.99 });
        StoreBreakerBench.Together(8, number =>
        {
            for (var i = 0; i < 5000; i++)
            {
                bench.Breaker.Report(i % 5 == 0 ? BreakerOutcome.Failure : BreakerOutcome.Success, TimeSpan.FromSeconds(i % 2 * 2));
                if (number == 0 && i % 100 == 0)
                    bench.Breaker.Tick();
            }
        });
        bench.Breaker.Tick();

        var seen = Assert.Single(bench.Breaker.State.Window);
        Assert.Equal((32_000L, 8000L), (seen.Successes, seen.Failures));
        Assert.Equal(32_000, bench.Breaker.State.Latency.Count);
    }

    [Fact]
    public void Tick_WhileSuccessesPourIn_CountsEachExactlyOnce()
    {
        const int Writers = 2;
        const int Each = 4_000_000;
        var bench = new StoreBreakerBench();
        var finished = 0;
        StoreBreakerBench.Together(Writers + 1, number =>
        {
            if (number == 0)
            {
                while (Volatile.Read(ref finished) < Writers)
                    bench.Breaker.Tick();
                return;
            }

            for (var i = 0; i < Each; i++)
                bench.Breaker.Report(BreakerOutcome.Success, StoreBreakerBench.Fast);
            Interlocked.Increment(ref finished);
        });
        bench.Breaker.Tick();

        Assert.Equal(Writers * Each, Assert.Single(bench.Breaker.State.Window).Successes);
    }

    [Fact]
    public void Report_OfAnyOutcome_AllocatesNothing()
    {
        var bench = new StoreBreakerBench(new BreakerOptions { ConsecutiveFailures = int.MaxValue });
        Mix(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Mix(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Mix(int times)
        {
            for (var i = 0; i < times; i++)
            {
                bench.Breaker.Report((BreakerOutcome)(i % 3), TimeSpan.FromMilliseconds(i));
                _ = bench.Breaker.Snapshot.Mode;
                bench.Breaker.TryTakeProbe(out _);
            }
        }
    }

    [Fact]
    public void Isolate_ThenRestore_HoldsItOpenAndThenProbes()
    {
        var bench = new StoreBreakerBench();
        bench.Breaker.Isolate("disk swap");
        Assert.True(bench.Breaker.Snapshot.HeldByOperator);
        bench.Pass(86_400);
        Assert.Equal(BreakerMode.Open, bench.Mode);
        bench.Breaker.ProbeEarly();
        Assert.Equal(BreakerMode.Open, bench.Mode);
        bench.Breaker.Restore();
        Assert.Equal(BreakerMode.HalfOpen, bench.Mode);
        Assert.Equal([BreakerCause.Manual, BreakerCause.Restored], bench.Told.Select(told => told.Transition.Cause));
    }

    [Fact]
    public void P26_OpenBreaker_GrantsNoProbeAtAll()
    {
        var bench = new StoreBreakerBench();
        bench.Fail(3);
        for (var i = 0; i < 1000; i++)
            Assert.False(bench.Breaker.TryTakeProbe(out _) || bench.Breaker.TryTakeSyntheticProbe(out _));
    }

    [Fact]
    public void Announce_OfATrip_HappensOutsideTheLock()
    {
        StoreBreaker? breaker = null;
        var otherThreadGotIn = false;
        breaker = new StoreBreaker("primary", new BreakerOptions(), TimeProvider.System, 1, _ =>
        {
            var other = new Thread(() => breaker!.Report(BreakerOutcome.Failure, TimeSpan.Zero));
            other.Start();
            other.Join();
            otherThreadGotIn = true;
        });
        for (var i = 0; i < 3; i++)
            breaker.Report(BreakerOutcome.Failure, TimeSpan.Zero);
        Assert.True(otherThreadGotIn);
    }

    [Fact]
    public void Clock_SetBackForAnHour_DoesNotLengthenTheIsolation()
    {
        var bench = new StoreBreakerBench();
        bench.Fail(3);
        bench.Pass(60);
        bench.Time.JumpClock(TimeSpan.FromHours(-1));
        bench.Pass(0);
        bench.Pass(60);
        Assert.Equal(BreakerMode.HalfOpen, bench.Mode);
    }
}
