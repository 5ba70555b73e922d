using Holdfast.Routing.Planning;

namespace Holdfast.Routing.Tests.Planning;

public class RetentionStateTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly RetentionAnswer Right = RetentionAnswer.Known(Week);
    private static readonly RetentionAnswer Wrong = RetentionAnswer.Known(TimeSpan.FromDays(8));
    private static readonly RetentionAnswer Absent = RetentionAnswer.NotFound("no such bucket");
    private static readonly RetentionAnswer Mute = RetentionAnswer.CannotTell("what?");
    private static readonly RetentionAnswer Dead = RetentionAnswer.Unreachable("refused");

    [Fact]
    public void Start_NothingIsKnown_IsUnknownAndDueAtOnce()
    {
        var state = RetentionState.Start(Week, Seconds(3));

        Assert.Equal((RetentionStatus.Unknown, Seconds(3)), (state.Verdict.Status, state.Due));
    }

    [Fact]
    public void Answered_EveryAnswerInEveryStatus_FollowsTheTable()
    {
        var unknown = RetentionState.Start(Week, TimeSpan.Zero);
        var eligible = unknown.Answered(Right, TimeSpan.Zero);
        var ineligible = unknown.Answered(Wrong, TimeSpan.Zero);
        var refused = eligible.Refused("HTTP 403", TimeSpan.Zero);
        (RetentionState From, RetentionAnswer Answer, RetentionStatus To, string Reason)[] table =
        [
            (unknown, Right, RetentionStatus.Eligible, "its time to live is the tier's, 7.00:00:00"),
            (unknown, Wrong, RetentionStatus.Ineligible, "its time to live is 8.00:00:00, the tier's is 7.00:00:00"),
            (unknown, Absent, RetentionStatus.Ineligible, "no such bucket"),
            (unknown, Mute, RetentionStatus.Unknown, "the store does not tell its time to live (then declare Retention on the target): what?"),
            (unknown, Dead, RetentionStatus.Unknown, "its time to live could not be asked: refused"),
            (eligible, Right, RetentionStatus.Eligible, "its time to live is the tier's, 7.00:00:00"),
            (eligible, Wrong, RetentionStatus.Ineligible, "its time to live is 8.00:00:00, the tier's is 7.00:00:00"),
            (eligible, Absent, RetentionStatus.Ineligible, "no such bucket"),
            (eligible, Mute, RetentionStatus.Unknown, "the store does not tell its time to live (then declare Retention on the target): what?"),
            (eligible, Dead, RetentionStatus.Eligible, "its time to live is the tier's, 7.00:00:00"),
            (ineligible, Right, RetentionStatus.Eligible, "its time to live is the tier's, 7.00:00:00"),
            (ineligible, Wrong, RetentionStatus.Ineligible, "its time to live is 8.00:00:00, the tier's is 7.00:00:00"),
            (ineligible, Absent, RetentionStatus.Ineligible, "no such bucket"),
            (ineligible, Mute, RetentionStatus.Ineligible, "its time to live is 8.00:00:00, the tier's is 7.00:00:00"),
            (ineligible, Dead, RetentionStatus.Ineligible, "its time to live is 8.00:00:00, the tier's is 7.00:00:00"),
            (refused, Right, RetentionStatus.Eligible, "its time to live is the tier's, 7.00:00:00"),
            (refused, Mute, RetentionStatus.Ineligible, "it refuses writes: HTTP 403"),
            (refused, Dead, RetentionStatus.Ineligible, "it refuses writes: HTTP 403"),
        ];

        foreach (var (from, answer, to, reason) in table)
            Assert.Equal(new(to, reason), from.Answered(answer, Seconds(10)).Verdict);
    }

    [Fact]
    public void Answered_Told_IsAskedAgainLater()
    {
        var state = RetentionState.Start(Week, TimeSpan.Zero);

        Assert.Equal(Seconds(10) + RetentionState.RecheckEligible, state.Answered(Right, Seconds(10)).Due);
        Assert.Equal(Seconds(10) + RetentionState.RecheckIneligible, state.Answered(Wrong, Seconds(10)).Due);
        Assert.Equal(Seconds(10) + RetentionState.RecheckIneligible, state.Answered(Absent, Seconds(10)).Due);
    }

    [Fact]
    public void Answered_NotToldAgainAndAgain_BacksOffUpToTheMaximum()
    {
        var state = RetentionState.Start(Week, TimeSpan.Zero);
        foreach (var wait in new[] { 1, 2, 4, 8, 16, 30, 30, 30 })
        {
            state = state.Answered(wait % 3 == 0 ? Mute : Dead, TimeSpan.Zero);
            Assert.Equal(Seconds(wait), state.Due);
        }

        for (var more = 0; more < 100; more++)
            state = state.Answered(Dead, TimeSpan.Zero);
        Assert.Equal(RetentionState.MaximumBackoff, state.Due);
        Assert.Equal(Seconds(1), state.Answered(Right, TimeSpan.Zero).Answered(Dead, TimeSpan.Zero).Due);
    }

    [Fact]
    public void Refused_AgainAndAgain_HoldsLongerUpToTheMaximum()
    {
        var state = RetentionState.Start(Week, TimeSpan.Zero).Answered(Right, TimeSpan.Zero);
        var now = TimeSpan.Zero;
        foreach (var hold in new[] { 5, 10, 20, 40, 80, 160, 300, 300 })
        {
            state = state.Refused("HTTP 401", now);
            Assert.Equal(new(RetentionStatus.Ineligible, "it refuses writes: HTTP 401"), state.Verdict);
            Assert.Equal(Seconds(hold), state.Due - now);
            now = state.Due;
            state = state.Answered(Right, now);
        }
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 5)]
    public void Refused_LongAfterTheLastTime_IsForgiven(int ticksBeyond, int hold)
    {
        var state = RetentionState.Start(Week, TimeSpan.Zero).Answered(Right, TimeSpan.Zero).Refused("no", TimeSpan.Zero).Answered(Right, Seconds(5));
        var now = RetentionState.ForgiveAfter + TimeSpan.FromTicks(ticksBeyond);

        Assert.Equal(Seconds(hold), state.Refused("no", now).Due - now);
    }

    [Fact]
    public void Refused_ByFurtherWritesInFlight_CountsOnce()
    {
        var state = RetentionState.Start(Week, TimeSpan.Zero).Answered(Right, TimeSpan.Zero).Refused("first", Seconds(1));

        Assert.Same(state, state.Refused("second", Seconds(2)));
        Assert.Equal(1, state.Generation);
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
