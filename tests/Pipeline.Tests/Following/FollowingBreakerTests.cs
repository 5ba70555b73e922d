using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;

namespace Holdfast.Pipeline.Tests.Following;

public sealed class FollowingBreakerTests
{
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(7);
    private readonly BreakersTime _time = new();
    private readonly BreakerOptions _options = new() { Jitter = 0 };
    private readonly List<StoreTransition> _told = [];
    private readonly StoreBreaker _breaker;
    private AuthorityState _authority;

    public FollowingBreakerTests()
    {
        _breaker = new("s", _options, _time, 1, _told.Add, new FollowOptions("me"));
        _authority = Authority.Create(2, _time.GetUtcNow());
    }

    [Fact]
    public void TakeReport_UntilItIsDelivered_IsTheSameAndTheRestGathersBehind()
    {
        Succeed(3);
        var first = _breaker.TakeReport(heartbeat: false, rewindPending: false)!;
        Succeed(2);
        Assert.Same(first, _breaker.TakeReport(heartbeat: true, rewindPending: true));
        _breaker.ReportDelivered(first.Origin.Number);
        var second = _breaker.TakeReport(heartbeat: false, rewindPending: true)!;
        Assert.Equal((1, 3, 2, 2, true), (first.Origin.Number, first.Delta.Successes, second.Origin.Number, second.Delta.Successes, second.RewindPending));
        _breaker.ReportDelivered(second.Origin.Number);
        Assert.Null(_breaker.TakeReport(heartbeat: false, rewindPending: false));
        Assert.Equal(0, _breaker.TakeReport(heartbeat: true, rewindPending: false)!.Delta.Successes);
    }

    [Fact]
    public void Follow_WordThatHasSeenTheReport_TakesItForDelivered()
    {
        Succeed(1);
        Deliver();
        Hear();
        Succeed(1);
        Assert.Equal(2, _breaker.TakeReport(false, false)!.Origin.Number);
    }

    [Theory]
    [InlineData(59, 7)]
    [InlineData(61, 2)]
    public void TakeReport_WhatGatheredForLongerThanTheWindow_IsDropped(double seconds, int told)
    {
        _ = _breaker.TakeReport(heartbeat: true, rewindPending: false);
        Succeed(5);
        _breaker.Tick();
        _time.Pass(seconds);
        Succeed(2);
        _breaker.Tick();
        _breaker.ReportDelivered(1);
        Assert.Equal(told, _breaker.TakeReport(false, false)!.Delta.Successes);
    }

    [Fact]
    public void TakeReport_OneThatIsNeverDelivered_IsGivenUpAfterTheWindow()
    {
        Succeed(5);
        Assert.Equal(1, _breaker.TakeReport(false, false)!.Origin.Number);
        _time.Pass(61);
        Assert.Null(_breaker.TakeReport(false, false));
        Succeed(1);
        Assert.Equal((2, 1), (_breaker.TakeReport(false, false)!.Origin.Number, _breaker.TakeReport(false, false)!.Delta.Successes));
    }

    [Fact]
    public void Follow_StaleClosed_DoesNotUndoATripThatIsNotReportedYet()
    {
        Hear();
        Fail(3);
        Hear();
        Assert.Equal(BreakerMode.Open, _breaker.Snapshot.Mode);
        Deliver();
        Hear();
        Assert.Equal((BreakerMode.Open, 1), (_breaker.Snapshot.Mode, _authority.Breaker.Generation));
        Assert.Single(_told);
    }

    [Fact]
    public void Follow_TripThatOthersContradict_IsUndoneOnceItIsKnown()
    {
        Hear();
        Fail(2);
        _breaker.Tick();
        Deliver();
        Step(new AuthorityEvent.Report(new(new("other", 1), new() { Latencies = LatencyHistogram.Of(Enumerable.Repeat(Fast, 500)), Runs = FailureRuns.Success }, false)));
        Fail(1);
        Assert.Equal(BreakerMode.Open, _breaker.Snapshot.Mode);
        Hear();
        Assert.Equal(BreakerMode.Open, _breaker.Snapshot.Mode);
        Deliver();
        Hear();
        Assert.Equal(BreakerMode.Closed, _breaker.Snapshot.Mode);
        Assert.Equal([BreakerCause.ConsecutiveFailures, BreakerCause.Overruled], _told.Select(static told => told.Transition.Cause));
    }

    [Theory]
    [InlineData(9.9, BreakerMode.Open)]
    [InlineData(10.1, BreakerMode.HalfOpen)]
    public void Tick_WhenTheIsolationEnds_ProbesByItselfOnlyBeyondTheBudget(double silent, BreakerMode mode)
    {
        Hear();
        Fail(3);
        Deliver();
        _time.Pass(115);
        Step(new AuthorityEvent.Tick());
        Hear();
        _time.Pass(silent);
        _breaker.Tick();
        Assert.Equal((mode, silent > 10), (_breaker.Snapshot.Mode, _breaker.IsAlone));
    }

    [Fact]
    public void Follow_WordOlderThanAFreshOne_IsNotRegarded()
    {
        var old = Word();
        Step(new AuthorityEvent.Isolate("why"));
        Assert.True(Hear());
        Assert.False(_breaker.Follow(old, _time.GetTimestamp()));
        Assert.Equal(BreakerMode.Open, _breaker.Snapshot.Mode);
        _time.Pass(11);
        Assert.True(_breaker.Follow(old, _time.GetTimestamp()));
        Assert.Equal(BreakerMode.Closed, _breaker.Snapshot.Mode);
    }

    [Fact]
    public void Follow_WordThatIsNotSound_IsNotRegarded()
    {
        Assert.False(_breaker.Follow(Word() with { State = _authority with { Version = -1 } }, _time.GetTimestamp()));
        Assert.True(_breaker.IsAlone);
    }

    [Fact]
    public void Follow_NewGeneration_MakesLeasesVoidAndDropsWhatGathered()
    {
        Step(new AuthorityEvent.Isolate("why"));
        Step(new AuthorityEvent.Restore());
        Hear();
        Assert.True(_breaker.TryTakeSyntheticProbe(out var lease));
        Step(new AuthorityEvent.Isolate("why"));
        Hear();
        Assert.False(lease.Report(ProbeVerdict.Succeeded, Fast));
        Assert.Null(_breaker.TakeReport(false, false));
    }

    [Fact]
    public void Commands_OnAFollower_AreRefused()
    {
        Assert.Throws<InvalidOperationException>(() => _breaker.Isolate("why"));
        Assert.Throws<InvalidOperationException>(_breaker.Restore);
        var own = new StoreBreaker("s", _options, _time, 1, static _ => { });
        Assert.Throws<InvalidOperationException>(() => own.TakeReport(true, false));
        Assert.False(own.IsFollowing || own.IsAlone);
    }

    [Fact]
    public void Report_OnAFollower_AllocatesNothing()
    {
        Hear();
        Succeed(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Succeed(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
            _breaker.Report(BreakerOutcome.Failure, Fast);
    }

    private void Succeed(int times)
    {
        for (var i = 0; i < times; i++)
            _breaker.Report(BreakerOutcome.Success, Fast);
    }

    private void Step(AuthorityEvent happened) => _authority = Authority.Step(_authority, happened, _options, _time.GetUtcNow()).State;

    private void Deliver() => Step(new AuthorityEvent.Report(_breaker.TakeReport(heartbeat: true, rewindPending: false)!));

    private AuthoritySnapshot Word() => new("s", _authority, _time.GetUtcNow());

    private bool Hear() => _breaker.Follow(Word(), _time.GetTimestamp());
}
