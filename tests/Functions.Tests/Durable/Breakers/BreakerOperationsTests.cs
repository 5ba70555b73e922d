using System.Text.Json;
using Holdfast.Functions.Durable;
using Holdfast.Functions.Durable.Breakers;
using Holdfast.Functions.Tests.Support;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Functions.Tests.Durable.Breakers;

public sealed class BreakerOperationsTests
{
    private readonly VirtualTime _time = new();
    private readonly EntityWorld _hub = new(JsonSerializerOptions.Web);
    private readonly FakeBoard _board = new();

    public BreakerOperationsTests()
    {
        var operations = new BreakerOperations(new WritingRigOptions().Settings(), [_board], _time, NullLogger<BreakerOperations>.Instance);
        _hub.Add(DurableNames.Breaker, operations.HandleAsync);
    }

    private AuthorityState State => JsonSerializer.Deserialize<AuthorityState>(_hub.StateOf(DurableNames.BreakerOf("s0"))!, JsonSerializerOptions.Web)!;

    [Fact]
    public async Task HandleAsync_ThreeFailuresInARow_OpenAndArePublished()
    {
        await PerformAsync(BreakerOperations.Report, Failures(1, 3));
        Assert.Equal((BreakerMode.Open, 1), (State.Breaker.Mode, State.Breaker.Generation));
        var published = Assert.Single(_board.Published);
        Assert.Equal(("s0", BreakerMode.Open), (published.Store, published.State.Breaker.Mode));
    }

    [Fact]
    public async Task HandleAsync_ReportDeliveredTwice_CountsOnce()
    {
        await PerformAsync(BreakerOperations.Report, Failures(1, 2));
        await PerformAsync(BreakerOperations.Report, Failures(1, 2));
        Assert.Equal((BreakerMode.Closed, 2), (State.Breaker.Mode, State.Breaker.Window.Sum(static slice => slice.Failures)));
    }

    [Fact]
    public async Task HandleAsync_ReportOfAnEarlierGeneration_OnlyLetsTimePass()
    {
        await PerformAsync("isolate", new AuthorityEvent.Isolate("work"));
        await PerformAsync("restore", new AuthorityEvent.Restore());
        await PerformAsync(BreakerOperations.Report, Failures(1, 3));
        Assert.Equal((BreakerMode.HalfOpen, 2, 0), (State.Breaker.Mode, State.Breaker.Generation, State.Breaker.Probes.Failed));
    }

    [Fact]
    public async Task HandleAsync_OperatorsWords_IsolateAndRestore()
    {
        await PerformAsync("ISOLATE", null);
        Assert.Equal((BreakerMode.Open, true, "isolated by an operator"), (State.Breaker.Mode, State.Breaker.HeldByOperator, State.Breaker.Reason));
        await PerformAsync("restore", null);
        Assert.Equal((BreakerMode.HalfOpen, false), (State.Breaker.Mode, State.Breaker.HeldByOperator));
    }

    [Fact]
    public async Task HandleAsync_ProbeEarly_IsFencedByTheGeneration()
    {
        await PerformAsync(BreakerOperations.Report, Failures(1, 3));
        Pass(TimeSpan.FromSeconds(30));
        await PerformAsync(BreakerOperations.ProbeEarly, new AuthorityEvent.ProbeEarly(0));
        Assert.Equal(BreakerMode.Open, State.Breaker.Mode);
        await PerformAsync(BreakerOperations.ProbeEarly, new AuthorityEvent.ProbeEarly(1));
        Assert.Equal(BreakerMode.HalfOpen, State.Breaker.Mode);
    }

    [Fact]
    public async Task HandleAsync_Tick_LetsTheIsolationEnd()
    {
        await PerformAsync(BreakerOperations.Report, Failures(1, 3));
        Pass(TimeSpan.FromMinutes(5));
        await PerformAsync(BreakerOperations.Tick, null);
        Assert.Equal(BreakerMode.HalfOpen, State.Breaker.Mode);
    }

    [Fact]
    public async Task HandleAsync_Get_AnswersTheStateAndChangesNothing()
    {
        await PerformAsync(BreakerOperations.Tick, null);
        var version = State.Version;
        var answer = JsonSerializer.Deserialize<AuthorityState>((await PerformAsync(BreakerOperations.Get, null))!, JsonSerializerOptions.Web)!;
        Assert.Equal((version, version), (answer.Version, State.Version));
    }

    [Theory]
    [InlineData("17")]
    [InlineData("{\"breaker\":null}")]
    [InlineData("{\"breaker\":{\"mode\":\"Nonsense\"}}")]
    [InlineData("{\"breaker\":{\"generation\":-5}}")]
    public async Task HandleAsync_UnsoundState_IsReplaced(string state)
    {
        _hub.SetState(DurableNames.BreakerOf("s0"), state);
        await PerformAsync(BreakerOperations.Tick, null);
        Assert.True(State.IsSound);
        Assert.Equal(BreakerMode.Closed, State.Breaker.Mode);
    }

    [Theory]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("{\"origin\":{\"instance\":\"\",\"number\":-1},\"delta\":{}}")]
    [InlineData(null)]
    public async Task HandleAsync_ReportThatCannotBeRead_OnlyLetsTimePass(string? input)
    {
        await _hub.PerformAsync(DurableNames.BreakerOf("s0"), BreakerOperations.Report, input);
        Assert.Equal((1, BreakerMode.Closed), (State.Version, State.Breaker.Mode));
        Assert.Empty(State.Marks);
    }

    [Fact]
    public async Task HandleAsync_UnknownOperation_ChangesNothing()
    {
        await PerformAsync("dance", null);
        Assert.Null(_hub.StateOf(DurableNames.BreakerOf("s0")));
    }

    [Fact]
    public async Task HandleAsync_ManyCalmReports_ArePublishedAtMostOncePerPulse()
    {
        for (var number = 1; number <= 40; number++)
        {
            await PerformAsync(BreakerOperations.Report, Failures(number, 0));
            Pass(TimeSpan.FromMilliseconds(250));
        }

        Assert.InRange(_board.Published.Count, 5, 6);
    }

    [Fact]
    public async Task HandleAsync_RewindIsPendingOrDone_IsPublishedAtOnce()
    {
        await PerformAsync(BreakerOperations.Report, Failures(1, 0) with { RewindPending = true });
        await PerformAsync(BreakerOperations.Report, Failures(2, 0) with { RewindPending = false });
        Assert.Equal([true, false], _board.Published.Select(static snapshot => snapshot.State.IsRewindPending));
    }

    [Fact]
    public async Task HandleAsync_BoardRefuses_CostsTheStepNothing()
    {
        _board.Answer = new(LinkFault.Unreachable, "away");
        await PerformAsync(BreakerOperations.Report, Failures(1, 3));
        Assert.Equal(BreakerMode.Open, State.Breaker.Mode);
    }

    [Fact]
    public void HandleAsync_BoardHangs_IsGivenUpAfterItsLimit() => VirtualWorld.Run(async world =>
    {
        var hub = new EntityWorld(JsonSerializerOptions.Web);
        hub.Add(DurableNames.Breaker, new BreakerOperations(new WritingRigOptions().Settings(), [new FakeBoard { Hangs = true }], world.Time, NullLogger<BreakerOperations>.Instance).HandleAsync);
        await hub.PerformAsync(DurableNames.BreakerOf("s0"), BreakerOperations.Tick, null);
        Assert.Equal(BreakerOperations.PublishLimit, world.Time.Elapsed);
        Assert.NotNull(hub.StateOf(DurableNames.BreakerOf("s0")));
    });

    private static BreakerReport Failures(long number, int failures) => new(
        new("i1", number),
        new() { Failures = failures, Runs = Enumerable.Range(0, failures).Aggregate(default(FailureRuns), static (runs, _) => runs.Then(FailureRuns.Failure)) },
        RewindPending: false);

    private void Pass(TimeSpan time) => _time.SetOff += time;

    private Task<string?> PerformAsync(string operation, object? input) =>
        _hub.PerformAsync(DurableNames.BreakerOf("s0"), operation, input is null ? null : JsonSerializer.Serialize(input, input.GetType(), JsonSerializerOptions.Web));

    private sealed class FakeBoard : ISnapshotBoard
    {
        public List<AuthoritySnapshot> Published { get; } = [];

        public LinkResult Answer { get; set; } = LinkResult.Done;

        public bool Hangs { get; init; }

        public async Task<LinkResult> PublishAsync(AuthoritySnapshot snapshot, CancellationToken cancellationToken)
        {
            Published.Add(snapshot);
            if (Hangs)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return Answer;
        }

        public Task<LinkResult<IReadOnlyDictionary<string, AuthoritySnapshot>>> ReadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Subscribe(Action<AuthoritySnapshot> published) => throw new NotSupportedException();
    }
}
