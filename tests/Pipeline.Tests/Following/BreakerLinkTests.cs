using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;

namespace Holdfast.Pipeline.Tests.Following;

public sealed class BreakerLinkTests
{
    private static readonly BreakerOptions Options = new() { Jitter = 0 };

    [Fact]
    public void New_ForBreakersThatAreTheirOwnAuthority_Throws()
    {
        var time = new BreakersTime();
        var authority = new SlowAuthority(Options, time);
        Assert.Throws<ArgumentException>(() => new BreakerLink(
            new BreakerRegistry(["s"], Options, time, 1), authority.For("a"), null, new("a"), static _ => false, null!, static () => 0.5, time));
    }

    [Fact]
    public void StepAsync_InCalm_ReportsAHeartbeatOnlyAndReadsTheBoardOnly() => VirtualWorld.Run(async world =>
    {
        var (authority, board) = (new SlowAuthority(Options, world.Time), new MemoryBoard(world.Time));
        authority.Stepped = board.Post;
        await using var instance = new Instance("a", Options, authority.For("a"), board, world.Time);
        instance.Start();
        await Task.Delay(TimeSpan.FromSeconds(60.5), world.Time);
        Assert.InRange(authority.Reports.Count, 6, 7);

        // Half the budget after the board last moved the authority itself is asked, which moves the board.
        Assert.InRange(authority.Reads, 1, 14);
        Assert.True(instance.Refreshes.ShareOf(RefreshSource.Board) > 0.75, $"{instance.Refreshes.ShareOf(RefreshSource.Board)}");
        Assert.Equal(0, instance.Refreshes.ShareOf(RefreshSource.Local), 1);
    });

    [Fact]
    public void StepAsync_BoardThatIsAway_AsksTheAuthorityAndCountsIt() => VirtualWorld.Run(async world =>
    {
        var (authority, board) = (new SlowAuthority(Options, world.Time), new MemoryBoard(world.Time) { IsAway = true });
        await using var instance = new Instance("a", Options, authority.For("a"), board, world.Time);
        instance.Start();
        await Task.Delay(TimeSpan.FromSeconds(30), world.Time);
        Assert.False(instance.Breaker.IsAlone);
        Assert.True(instance.Refreshes.ShareOf(RefreshSource.Authority) > 0.85);
        authority.Unreachable.Add("a");
        instance.Refreshes.Forget();
        await Task.Delay(TimeSpan.FromSeconds(300), world.Time);
        Assert.True(instance.Breaker.IsAlone);
        Assert.True(instance.Refreshes.ShareOf(RefreshSource.Local) > 0.9);
        instance.Refreshes.Forget();
        await Task.Delay(TimeSpan.FromSeconds(310), world.Time);
        Assert.Equal(1, instance.Refreshes.ShareOf(RefreshSource.Local));
    });

    [Fact]
    public void StepAsync_WhatStoodOnTheBoardBeforeTheStart_IsNotTakenForFresh() => VirtualWorld.Run(async world =>
    {
        var (authority, board) = (new SlowAuthority(Options, world.Time), new MemoryBoard(world.Time));
        authority.Unreachable.Add("a");
        board.Post(new(Instance.Store, Authority.Step(Authority.Create(1, world.Time.GetUtcNow()), new AuthorityEvent.Isolate("old"), Options, world.Time.GetUtcNow()).State, world.Time.GetUtcNow()));
        await using var instance = new Instance("a", Options, authority.For("a"), board, world.Time);
        instance.Start();
        await Task.Delay(TimeSpan.FromSeconds(5), world.Time);
        Assert.True(instance.Breaker.IsAlone);
        Assert.Equal(BreakerMode.Closed, instance.Mode);
    });

    [Fact]
    public void StepAsync_BoardThatIsEmptied_IsFilledFromTheAuthority() => VirtualWorld.Run(async world =>
    {
        var (authority, board) = (new SlowAuthority(Options, world.Time), new MemoryBoard(world.Time));
        await using var first = new Instance("a", Options, authority.For("a"), board, world.Time);
        await using var second = new Instance("b", Options, authority.For("b"), board, world.Time);
        first.Start();
        second.Start();
        await Task.Delay(TimeSpan.FromSeconds(60), world.Time);

        // Nothing but the instances' readings moves it, and one reading serves both.
        Assert.InRange(board.Published, 8, 30);
        Assert.InRange(authority.Reads, 8, 40);
        Assert.False(first.Breaker.IsAlone || second.Breaker.IsAlone);
    });

    [Fact]
    public void PauseAsync_BreakersThatOpenAgainAndAgain_AreToldAFewTimesASecondAtMost() => VirtualWorld.Run(async world =>
    {
        var authority = new SlowAuthority(Options, world.Time) { Answer = TimeSpan.FromMilliseconds(1), Delivery = TimeSpan.FromMilliseconds(1) };
        await using var instance = new Instance("a", Options, authority.For("a"), board: null, world.Time);
        var steps = 0;
        var until = world.Time.Elapsed + TimeSpan.FromSeconds(10);
        while (world.Time.Elapsed < until)
        {
            steps++;
            var next = await instance.Link.StepAsync(default);
            instance.Breaker.Adopt(Breaker.Create(1, world.Time.GetUtcNow()));
            instance.Fail(3);
            await instance.Link.PauseAsync(next, default);
        }

        Assert.InRange(steps, 30, 41);
    });

    [Fact]
    public void PauseAsync_WithNothingTheMatter_LastsAsLongAsWanted() => VirtualWorld.Run(async world =>
    {
        var authority = new SlowAuthority(Options, world.Time) { Answer = TimeSpan.Zero };
        await using var instance = new Instance("a", Options, authority.For("a"), board: null, world.Time);
        var begun = world.Time.Elapsed;
        var next = await instance.Link.StepAsync(default);
        Assert.InRange(next + (world.Time.Elapsed - begun), TimeSpan.FromSeconds(0.75), TimeSpan.FromSeconds(1.25));
        begun = world.Time.Elapsed;
        await instance.Link.PauseAsync(next, default);
        Assert.InRange(world.Time.Elapsed - begun, next - TimeSpan.FromMilliseconds(1), next);
    });

    [Fact]
    public void StepAsync_BugInTheWayToTheAuthority_SurfacesInTheLoop() => VirtualWorld.Run(async world =>
    {
        await using var instance = new Instance("a", Options, new BrokenAuthority(), board: null, world.Time);
        await instance.Link.StepAsync(default);
        await Assert.ThrowsAsync<FormatException>(() => instance.Link.StepAsync(default));
    });

    private sealed class BrokenAuthority : IBreakerAuthority
    {
        public Task<LinkResult> ReportAsync(string store, BreakerReport report, CancellationToken cancellationToken) => Task.FromException<LinkResult>(new FormatException("bug"));

        public Task<LinkResult<AuthoritySnapshot>> ReadAsync(string store, CancellationToken cancellationToken) =>
            Task.FromResult(new LinkResult<AuthoritySnapshot>(LinkFault.Refused, "", null));

        public Task<LinkResult> IsolateAsync(string store, AuthorityEvent.Isolate isolate, CancellationToken cancellationToken) => Task.FromResult(LinkResult.Done);

        public Task<LinkResult> RestoreAsync(string store, AuthorityEvent.Restore restore, CancellationToken cancellationToken) => Task.FromResult(LinkResult.Done);

        public Task<LinkResult> ProbeEarlyAsync(string store, AuthorityEvent.ProbeEarly early, CancellationToken cancellationToken) => Task.FromResult(LinkResult.Done);
    }
}
