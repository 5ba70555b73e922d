using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Commands.Drilling;

namespace Holdfast.Standalone.Tests.Commands.Drilling;

public sealed class DrillJudgeTests
{
    private static readonly DrillThresholds Thresholds = new()
    {
        Answer = TimeSpan.FromSeconds(1.5),
        BesideOpenBreaker = TimeSpan.FromSeconds(0.5),
        Recovery = TimeSpan.FromSeconds(60),
        Memory = 1000,
    };

    /// <summary>Every promise just kept: each number that has a threshold is on it.</summary>
    private static readonly DrillEvidence Kept = new()
    {
        Stores = new(Acknowledged: 10, Read: 20, 0, 0, 0, 0, 0),
        IsolatedAnswers = 5,
        IsolatedElsewhere = 0,
        IsolatedRequests = 0,
        IsolatedP95 = Thresholds.BesideOpenBreaker,
        PoisonRequests = 3,
        PoisonMistaken = 0,
        PoisonOpened = [],
        Replays = 4,
        ReplaysUnknown = 0,
        Answers = 100,
        Unacknowledged = 0,
        P99 = Thresholds.Answer,
        Recovery = Thresholds.Recovery,
        Restart = Thresholds.Restart,
        PeakMemory = 1000,
        PeakLogShare = 1,
    };

    public static TheoryData<string, DrillRow> Broken() => new()
    {
        { "I1", new(Kept with { Stores = Kept.Stores! with { Lost = 1 } }) },
        { "I2", new(Kept with { Stores = Kept.Stores! with { Misplaced = 1 } }) },
        { "I3", new(Kept with { Stores = Kept.Stores! with { MissingAtPrimary = 1 } }) },
        { "I3", new(Kept with { Stores = Kept.Stores! with { StaleAtPrimary = 1 } }) },
        { "I3+", new(Kept with { Stores = Kept.Stores! with { Foreign = 1 } }) },
        { "I4", new(Kept with { IsolatedElsewhere = 1 }) },
        { "I5", new(Kept with { IsolatedRequests = 1 }) },
        { "I6", new(Kept with { PoisonMistaken = 1 }) },
        { "I6+", new(Kept with { PoisonOpened = ["primary"] }) },
        { "I7", new(Kept with { PeakMemory = 1001 }) },
        { "I7+", new(Kept with { PeakLogShare = 1.001 }) },
        { "ack", new(Kept with { Unacknowledged = 1 }) },
        { "replay", new(Kept with { ReplaysUnknown = 1 }) },
        { "p99", new(Kept with { P99 = Thresholds.Answer + TimeSpan.FromMilliseconds(1) }) },
        { "p95 open", new(Kept with { IsolatedP95 = Thresholds.BesideOpenBreaker + TimeSpan.FromMilliseconds(1) }) },
        { "restart", new(Kept with { Restart = Thresholds.Restart + TimeSpan.FromMilliseconds(1) }) },
        { "recovery", new(Kept with { Recovery = Thresholds.Recovery + TimeSpan.FromMilliseconds(1) }) },
    };

    public static TheoryData<string, DrillRow> Unmeasured() => new()
    {
        { "I1 I2 I3 I3+", new(Kept with { Stores = null }) },
        { "I1 I3", new(Kept with { Stores = Kept.Stores! with { Acknowledged = 0 } }) },
        { "I2 I3+", new(Kept with { Stores = Kept.Stores! with { Read = 0 } }) },
        { "I4", new(Kept with { IsolatedAnswers = 0 }) },
        { "I4", new(Kept with { IsolatedElsewhere = null }) },
        { "I5", new(Kept with { IsolatedRequests = null }) },
        { "I6 I6+", new(Kept with { PoisonRequests = 0 }) },
        { "I6+", new(Kept with { PoisonOpened = null }) },
        { "I7", new(Kept with { PeakMemory = null }) },
        { "I7+", new(Kept with { PeakLogShare = null }) },
        { "ack", new(Kept with { Answers = 0 }) },
        { "replay", new(Kept with { Replays = 0 }) },
        { "p99", new(Kept with { P99 = null }) },
        { "p95 open", new(Kept with { IsolatedP95 = null }) },
        { "restart", new(Kept with { Restart = null }) },
        { "recovery", new(Kept with { Recovery = null }) },
    };

    [Fact]
    public void Judge_EverythingOnItsThreshold_IsKept()
    {
        var rows = DrillJudge.Judge(Kept, Thresholds, withProcessFaults: true);
        Assert.All(rows, static row => Assert.Equal(DrillVerdict.Kept, row.Verdict));
        Assert.Equal(ExitCodes.Done, DrillJudge.ExitCode(rows));
        Assert.Superset(
            new HashSet<string>(["I1", "I2", "I3", "I4", "I5", "I6", "I7"]), rows.Select(static row => row.Id).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Judge_OneThingBeyondItsThreshold_BreaksThatPromiseAndTheExitCode(string id, DrillRow evidence)
    {
        var rows = DrillJudge.Judge(evidence.Evidence, Thresholds, withProcessFaults: true);
        Assert.Equal((id, DrillVerdict.Broken), rows.Where(static row => row.Verdict != DrillVerdict.Kept).Select(static row => (row.Id, row.Verdict)).Single());
        Assert.Equal(ExitCodes.NotAllWell, DrillJudge.ExitCode(rows));
    }

    [Theory]
    [MemberData(nameof(Unmeasured))]
    public void Judge_OneThingNotMeasured_SaysSoAndFails(string ids, DrillRow evidence)
    {
        var rows = DrillJudge.Judge(evidence.Evidence, Thresholds, withProcessFaults: true);
        var not = rows.Where(static row => row.Verdict != DrillVerdict.Kept).ToList();
        Assert.Equal(ids, string.Join(' ', not.Select(static row => row.Id)));
        Assert.All(not, static row => Assert.Equal((DrillPromise.NotMeasured, DrillVerdict.NotMeasured), (row.Seen, row.Verdict)));
        Assert.Equal(ExitCodes.NotAllWell, DrillJudge.ExitCode(rows));
    }

    [Fact]
    public void Judge_NothingAtAll_KeepsNothing()
    {
        var rows = DrillJudge.Judge(new(), Thresholds, withProcessFaults: true);
        Assert.All(rows, static row => Assert.Equal(DrillVerdict.NotMeasured, row.Verdict));
        Assert.Equal(ExitCodes.NotAllWell, DrillJudge.ExitCode([]));
    }

    [Fact]
    public void Judge_StoresOfOthers_SaysNothingOfWhatCannotBeCountedThere() => Assert.Equal(
        ["I5"],
        DrillJudge.Judge(Kept, Thresholds, withProcessFaults: true).Select(static row => row.Id)
            .Except(DrillJudge.Judge(Kept, Thresholds, withProcessFaults: false).Select(static row => row.Id)));
}
