using Holdfast.Pipeline.Lifecycle;

namespace Holdfast.Pipeline.Tests.Lifecycle;

/// <summary>Every way in which a remembered task can meet a listed one.</summary>
public sealed class TaskPlanTests
{
    private const string Flux = "from(bucket: \"hot\") |> to(bucket: \"warm\")";

    private static readonly HashSet<string> Known = ["hot", "warm", "cold"];

    [Theory]
    [InlineData(null, true, "Intended", true)]
    [InlineData(null, false, "Left", false)]
    [InlineData(TaskHoldKind.Intended, true, "Intended", true)]
    [InlineData(TaskHoldKind.Intended, false, "Paused", false)]
    [InlineData(TaskHoldKind.Paused, true, "Left", false)]
    [InlineData(TaskHoldKind.Paused, false, "Paused", false)]
    [InlineData(TaskHoldKind.Left, true, "Left", false)]
    [InlineData(TaskHoldKind.Left, false, "Left", false)]
    public void Make_BucketPaused_PausesOnlyWhatIsNobodyElses(TaskHoldKind? before, bool active, string after, bool pauses)
    {
        var plan = TaskPlan.Make(Held(before), [new("1", "t", active, Flux)], Known, new HashSet<string> { "warm" });
        Assert.Equal(after, Assert.Single(plan.Holds).Kind.ToString());
        Assert.Equal(pauses ? ["1"] : [], plan.Pause);
        Assert.Empty(plan.Resume);
    }

    [Theory]
    [InlineData(null, true, false)]
    [InlineData(null, false, false)]
    [InlineData(TaskHoldKind.Intended, true, false)]
    [InlineData(TaskHoldKind.Intended, false, true)]
    [InlineData(TaskHoldKind.Paused, true, false)]
    [InlineData(TaskHoldKind.Paused, false, true)]
    [InlineData(TaskHoldKind.Left, true, false)]
    [InlineData(TaskHoldKind.Left, false, false)]
    public void Make_BucketRunning_ResumesOnlyWhatWePaused(TaskHoldKind? before, bool active, bool resumes)
    {
        var plan = TaskPlan.Make(Held(before), [new("1", "t", active, Flux)], Known, new HashSet<string> { "cold" });
        Assert.Empty(plan.Pause);
        Assert.Equal(resumes ? ["1"] : [], plan.Resume);
        Assert.Equal(resumes ? [before!.Value] : [], plan.Holds.Select(static hold => hold.Kind));
    }

    [Theory]
    [InlineData(TaskHoldKind.Intended)]
    [InlineData(TaskHoldKind.Paused)]
    [InlineData(TaskHoldKind.Left)]
    public void Make_TaskDeleted_IsForgotten(TaskHoldKind before) =>
        Assert.Empty(TaskPlan.Make(Held(before), [], Known, new HashSet<string> { "hot" }).Holds);

    [Fact]
    public void Make_TaskOfAnotherBucket_IsNotTouched()
    {
        var plan = TaskPlan.Make([], [new("1", "t", Active: true, "from(bucket: \"other\")")], Known, Known);
        Assert.Empty(plan.Holds);
        Assert.Empty(plan.Pause);
    }

    private static List<TaskHold> Held(TaskHoldKind? kind) => kind is { } known ? [new("1", "t", ["hot", "warm"], known)] : [];
}
