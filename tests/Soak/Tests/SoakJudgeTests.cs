using Holdfast.Soak.Faults;
using Holdfast.Soak.Judging;
using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Commands.Drilling;

namespace Holdfast.Soak.Tests;

public sealed class SoakJudgeTests
{
    private static readonly SoakThresholds Thresholds = new() { Recovery = TimeSpan.FromSeconds(60) };
    private static readonly GrowthTrend Level = new(100, 0, 0);

    private static readonly SoakEvidence Good = new()
    {
        Stores = new(1000, 1500, 0, 0, 0, 0, 0),
        Answers = 100,
        Overdue = 0,
        Unanswered = 0,
        Odd = 0,
        Poisoned = 3,
        PoisonMistaken = 0,
        Repeats = 3,
        RepeatsUnknown = 0,
        Forbidden = 5,
        Trespassed = 0,
        OperatorRequests = 5,
        OperatorFailures = 0,
        Outages = [Outage(TimeSpan.FromSeconds(20))],
        Restarts = [TimeSpan.FromSeconds(3)],
        Drained = TimeSpan.FromSeconds(2),
        PeakLogShare = 0.99,
        Memory = Level,
        Managed = Level,
        Handles = Level,
        Threads = Level,
        LogErrors = 0,
        FaultsDue = 7,
        FaultsNotPlayed = 0,
    };

    public static TheoryData<string, string> Rows { get; } = new()
    {
        { "I1", nameof(DrillVerdict.Broken) }, { "I3", nameof(DrillVerdict.Broken) }, { "I3 stale", nameof(DrillVerdict.Broken) }, { "I3 foreign", nameof(DrillVerdict.Broken) },
        { "I2", nameof(DrillVerdict.Broken) }, { "I2 altered", nameof(DrillVerdict.Broken) }, { "answer", nameof(DrillVerdict.Broken) }, { "answered", nameof(DrillVerdict.Broken) },
        { "expected", nameof(DrillVerdict.Broken) }, { "I6", nameof(DrillVerdict.Broken) }, { "replay", nameof(DrillVerdict.Broken) }, { "recovery", nameof(DrillVerdict.Broken) },
        { "drained", nameof(DrillVerdict.NotMeasured) }, { "restart", nameof(DrillVerdict.Broken) }, { "I7 log", nameof(DrillVerdict.Broken) }, { "I7 memory", nameof(DrillVerdict.Broken) },
        { "I7 heap", nameof(DrillVerdict.Broken) }, { "I7 handles", nameof(DrillVerdict.Broken) }, { "I7 threads", nameof(DrillVerdict.Broken) }, { "operators", nameof(DrillVerdict.Broken) },
        { "errors", nameof(DrillVerdict.Broken) }, { "faults", nameof(DrillVerdict.NotMeasured) },
    };

    [Fact]
    public void Judge_AllWell_IsKept()
    {
        var rows = SoakJudge.Judge(Good, Thresholds);
        Assert.All(rows, static row => Assert.Equal(DrillVerdict.Kept, row.Verdict));
        Assert.Equal(ExitCodes.Done, DrillJudge.ExitCode(rows));
        Assert.Equal(Rows.Select(static row => (string)row[0]), rows.Select(static row => row.Id));
    }

    [Fact]
    public void Judge_NothingMeasured_IsNowhereKept() =>
        Assert.DoesNotContain(SoakJudge.Judge(new(), Thresholds), static row => row.Verdict == DrillVerdict.Kept);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Judge_OneThingWrong_OnlyItsRowSaysSo(string id, string verdict)
    {
        var rows = SoakJudge.Judge(Spoil(id), Thresholds);
        Assert.Equal(verdict, rows.Single(row => row.Id == id).Verdict.ToString());
        Assert.All(rows.Where(row => row.Id != id), static row => Assert.Equal(DrillVerdict.Kept, row.Verdict));
        Assert.Equal(ExitCodes.NotAllWell, DrillJudge.ExitCode(rows));
    }

    [Fact]
    public void Judge_OvertakenOutage_SaysNothingOfRecovery()
    {
        var rows = SoakJudge.Judge(Good with { Outages = [.. Good.Outages, Outage(null) with { Overtaken = true }] }, Thresholds);
        Assert.Equal(DrillVerdict.Kept, rows.Single(static row => row.Id == "recovery").Verdict);
    }

    private static SoakEvidence Spoil(string id) => id switch
    {
        "I1" => Good with { Stores = Good.Stores! with { Lost = 1 } },
        "I3" => Good with { Stores = Good.Stores! with { Missing = 1 } },
        "I3 stale" => Good with { Stores = Good.Stores! with { Stale = 1 } },
        "I3 foreign" => Good with { Stores = Good.Stores! with { Foreign = 1 } },
        "I2" => Good with { Stores = Good.Stores! with { Misplaced = 1 } },
        "I2 altered" => Good with { Trespassed = 1 },
        "answer" => Good with { Overdue = 1 },
        "answered" => Good with { Unanswered = 1 },
        "expected" => Good with { Odd = 1 },
        "I6" => Good with { PoisonMistaken = 1 },
        "replay" => Good with { RepeatsUnknown = 1 },
        "recovery" => Good with { Outages = [.. Good.Outages, Outage(null)] },
        "drained" => Good with { Drained = null },
        "restart" => Good with { Restarts = [TimeSpan.FromSeconds(31)] },
        "I7 log" => Good with { PeakLogShare = 1.01 },
        "I7 memory" => Good with { Memory = new(200e6, 90e6, 0.9) },
        "I7 heap" => Good with { Managed = new(50e6, 30e6, 0.9) },
        "I7 handles" => Good with { Handles = new(200, 30, 0.9) },
        "I7 threads" => Good with { Threads = new(30, 15, 0.9) },
        "operators" => Good with { OperatorFailures = 1 },
        "errors" => Good with { LogErrors = 1 },
        "faults" => Good with { FaultsNotPlayed = 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, null),
    };

    private static Outage Outage(TimeSpan? drained) =>
        new(new(new(FaultKind.StoreHung, "hot-a", default, default), default, default, null), "hot-a", Opened: true, 5, drained, drained, Overtaken: false);
}
