using Holdfast.Functions.Influx;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Planning;
using InfluxDB.Client.Core.Exceptions;
using InfluxDB.Client.Core.Flux.Exceptions;

namespace Holdfast.Functions.Tests.Influx;

public sealed class InfluxManagementTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly FakeInflux _influx = new();

    private InfluxManagement Management => new(_influx, static text => text.Replace("secret", "***", StringComparison.Ordinal), TimeProvider.System);

    [Theory]
    [InlineData(new[] { 604_800L }, RetentionAnswerKind.Known, 604_800)]
    [InlineData(new[] { 0L }, RetentionAnswerKind.Known, 0)]
    [InlineData(new long[0], RetentionAnswerKind.NotFound, 0)]
    [InlineData(new[] { -1L }, RetentionAnswerKind.CannotTell, 0)]
    [InlineData(new[] { long.MaxValue }, RetentionAnswerKind.CannotTell, 0)]
    [InlineData(new[] { long.MaxValue / TimeSpan.TicksPerSecond }, RetentionAnswerKind.Known, long.MaxValue / TimeSpan.TicksPerSecond)]
    public async Task ReadRetentionAsync_Seconds_AreTheTimeToLive(long[] told, RetentionAnswerKind kind, long seconds)
    {
        _influx.Retentions = _ => InfluxReply<IReadOnlyList<long>>.Of(told);
        var answer = await Management.ReadRetentionAsync("b", CancellationToken.None);
        Assert.Equal((kind, TimeSpan.FromTicks(seconds * TimeSpan.TicksPerSecond)), (answer.Kind, answer.Retention));
    }

    [Theory]
    [InlineData(InfluxFault.NotFound, "bucket \"b\" not found", RetentionAnswerKind.NotFound)]
    [InlineData(InfluxFault.NotFound, "organization name \"x\" not found", RetentionAnswerKind.CannotTell)]
    [InlineData(InfluxFault.Refused, "unauthorized secret", RetentionAnswerKind.CannotTell)]
    [InlineData(InfluxFault.Unreadable, "odd", RetentionAnswerKind.CannotTell)]
    [InlineData(InfluxFault.Unreachable, "refused", RetentionAnswerKind.Unreachable)]
    internal async Task ReadRetentionAsync_Fault_IsAnAnswer(InfluxFault fault, string message, RetentionAnswerKind kind)
    {
        _influx.Retentions = _ => new(fault, null, message);
        var answer = await Management.ReadRetentionAsync("b", CancellationToken.None);
        Assert.Equal((kind, message.Replace("secret", "***", StringComparison.Ordinal)), (answer.Kind, answer.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(InfluxManagement.TaskPage - 1)]
    [InlineData(InfluxManagement.TaskPage)]
    [InlineData(InfluxManagement.TaskPage + 1)]
    [InlineData(StoreClient.MaximumTasks - 1)]
    public async Task ListTasksAsync_Pages_AreAllTold(int count)
    {
        _influx.Tasks = Pages(count);
        var listing = await Management.ListTasksAsync(Limit, CancellationToken.None);
        Assert.Equal((TaskOutcome.Done, count), (listing.Outcome, listing.Tasks.Count));
        Assert.Equal(count, listing.Tasks.DistinctBy(static task => task.Id).Count());
    }

    [Fact]
    public async Task ListTasksAsync_MoreThanAreLookedAt_FailsRatherThanLeaveSomeOut()
    {
        _influx.Tasks = Pages(StoreClient.MaximumTasks);
        Assert.Equal(TaskOutcome.Failed, (await Management.ListTasksAsync(Limit, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task ListTasksAsync_SamePageAgain_Fails()
    {
        _influx.Tasks = (_, most) => Pages(most)("", most);
        Assert.Equal("the store answers the same page of tasks again", (await Management.ListTasksAsync(Limit, CancellationToken.None)).Message);
    }

    [Theory]
    [InlineData(InfluxFault.NotFound, TaskOutcome.Missing)]
    [InlineData(InfluxFault.Refused, TaskOutcome.Failed)]
    [InlineData(InfluxFault.Unreachable, TaskOutcome.Failed)]
    [InlineData(InfluxFault.Unreadable, TaskOutcome.Failed)]
    internal async Task ListTasksAsync_Fault_IsAnOutcome(InfluxFault fault, TaskOutcome outcome)
    {
        _influx.Tasks = (_, _) => new(fault, null, "a secret");
        var listing = await Management.ListTasksAsync(Limit, CancellationToken.None);
        Assert.Equal((outcome, "a ***"), (listing.Outcome, listing.Message));
        Assert.Empty(listing.Tasks);
    }

    [Fact]
    public async Task SetTaskAsync_Set_IsTold()
    {
        Assert.Equal(new TaskChange(TaskOutcome.Done, ""), await Management.SetTaskAsync("t1", active: false, Limit, CancellationToken.None));
        Assert.Equal([("t1", false)], _influx.Changes);
    }

    [Fact]
    public void SetTaskAsync_NoAnswer_EndsAtTheLimit() => VirtualWorld.Run(async world =>
    {
        _influx.Change = async ct =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Time, ct);
            return InfluxReply<bool>.Of(true);
        };
        var change = await new InfluxManagement(_influx, static text => text, world.Time).SetTaskAsync("t1", active: true, Limit, CancellationToken.None);
        Assert.Equal((TaskOutcome.Failed, "no answer within 00:00:05", Limit), (change.Outcome, change.Message, world.Time.Elapsed));
    });

    [Fact]
    public void Of_Exceptions_SayWhatTheStoreMeant()
    {
        Assert.Equal(InfluxFault.Unreachable, InfluxFaults.Of(new HttpException("refused", 0)));
        Assert.Equal(InfluxFault.NotFound, InfluxFaults.Of(new HttpException("", 404)));
        Assert.Equal(InfluxFault.NotFound, InfluxFaults.Of(new HttpException("", 405)));
        Assert.All((int[])[400, 401, 403, 413, 422], static status => Assert.Equal(InfluxFault.Refused, InfluxFaults.Of(new HttpException("", status))));
        Assert.All((int[])[408, 429, 500, 502, 503], static status => Assert.Equal(InfluxFault.Unreachable, InfluxFaults.Of(new HttpException("", status))));
        Assert.Equal(InfluxFault.Refused, InfluxFaults.Of(new FluxQueryException("type error", 897)));
        Assert.Equal(InfluxFault.Unreadable, InfluxFaults.Of(new FluxCsvParserException("no table")));
        Assert.Equal(InfluxFault.Unreadable, InfluxFaults.Of(new FormatException("no JSON")));
        Assert.Equal(InfluxFault.Unreachable, InfluxFaults.Of(new HttpIOException(HttpRequestError.ResponseEnded)));
    }

    [Fact]
    public async Task AsValueAsync_CancelledByTheCaller_Throws()
    {
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => InfluxFaults.AsValueAsync<bool>(static () => throw new HttpException("cancelled", 0), ended.Token));
        Assert.Equal(
            InfluxFault.Unreachable, (await InfluxFaults.AsValueAsync<bool>(static () => throw new TaskCanceledException(), CancellationToken.None)).Fault);
    }

    private static Func<string, int, InfluxReply<IReadOnlyList<StoreTask>>> Pages(int count) => (after, most) =>
    {
        var first = after.Length == 0 ? 0 : int.Parse(after) + 1;
        return InfluxReply<IReadOnlyList<StoreTask>>.Of(
            [.. Enumerable.Range(first, Math.Min(most, count - first)).Select(static id => new StoreTask($"{id:d8}", "t", true, ""))]);
    };
}
