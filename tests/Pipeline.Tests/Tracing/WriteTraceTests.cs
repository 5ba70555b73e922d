using System.Diagnostics;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Tests.Tracing;

[Collection(TracingCollection.Name)]
public sealed class WriteTraceTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string ParentId = "b7ad6b7169203331";
    private const string Parent = $"00-{TraceId}-{ParentId}-01";

    [Fact]
    public void WriteAsync_Healthy_IsASpanOfTheSendersTraceWithOneAttempt() => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world);
        var reply = await WriteAsync(rig, 1);

        var write = spans.Only(SpanNames.Write);
        Assert.Equal((TraceId, ParentId, "vendor=1"), (write.TraceId.ToHexString(), write.ParentSpanId.ToHexString(), write.TraceStateString));
        Assert.Equal((ActivityKind.Server, ActivityStatusCode.Unset), (write.Kind, write.Status));
        Assert.Equal(
            ("hot", "s0/hot", "committed", "http", 1, reply.LineageId),
            (write.Tag(SpanTags.Tier), write.Tag(SpanTags.Target), write.Tag(SpanTags.Outcome), write.Tag(SpanTags.Source), write.GetTagItem(SpanTags.Points), write.Tag(SpanTags.LineageId)));
        Assert.Null(write.Tag(SpanTags.FallbackPath));

        var attempt = spans.Only(SpanNames.Attempt);
        Assert.Equal((ActivityKind.Client, write.TraceId, write.SpanId), (attempt.Kind, attempt.TraceId, attempt.ParentSpanId));
        Assert.Equal(
            ("hot", "s0/hot", "committed", 204, "127.0.0.1", 8086, false, reply.LineageId),
            (attempt.Tag(SpanTags.Tier), attempt.Tag(SpanTags.Target), attempt.Tag(SpanTags.Outcome), attempt.GetTagItem(SpanTags.Status),
                attempt.Tag(SpanTags.ServerAddress), attempt.GetTagItem(SpanTags.ServerPort), attempt.GetTagItem(SpanTags.Probe), attempt.Tag(SpanTags.LineageId)));
        Assert.Equal([attempt.Id], rig.Primary.TraceParents);
        Assert.Equal(["vendor=1"], rig.Primary.TraceStates);
        Assert.Equal("vendor=1", attempt.TraceStateString);
    });

    [Fact]
    public void WriteAsync_PrimaryRefuses_HasARetryAHopAndWhatIsOwedInItsTrace() => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        await WriteAsync(rig, 1);

        var write = spans.Only(SpanNames.Write);
        Assert.Equal(("s0>s1", "failed", "s1/hot", "fallback"), (write.Tag(SpanTags.FallbackPath), write.Tag(SpanTags.FallbackReason), write.Tag(SpanTags.Target), write.Tag(SpanTags.Outcome)));
        var hop = Assert.Single(write.Events);
        Assert.Equal((SpanNames.Hop, "s0/hot", "failed"), (hop.Name, hop.Tags.Single(static tag => tag.Key == SpanTags.Target).Value, hop.Tags.Single(static tag => tag.Key == SpanTags.FallbackReason).Value));

        var attempts = spans.All(SpanNames.Attempt);
        Assert.Equal(["s0/hot transient", "s0/hot transient", "s1/hot committed"], attempts.Select(static span => $"{span.Tag(SpanTags.Target)} {span.Tag(SpanTags.Outcome)}"));
        Assert.Equal([null, 1, null], attempts.Select(static span => span.GetTagItem(SpanTags.Resend)));
        Assert.All(attempts, attempt => Assert.Equal(write.SpanId, attempt.ParentSpanId));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Error, ActivityStatusCode.Unset], attempts.Select(static span => span.Status));
        Assert.Equal(["transient", "transient", null], attempts.Select(static span => span.Tag(SpanTags.ErrorType)));
        Assert.Equal(attempts.Select(static span => span.Id), rig.Primary.TraceParents.Concat(rig.Replica.TraceParents));
        Assert.All(rig.Primary.TraceStates.Concat(rig.Replica.TraceStates), static seen => Assert.Equal("vendor=1", seen));

        var append = spans.Only(SpanNames.Append);
        Assert.Equal((ActivityKind.Producer, write.SpanId), (append.Kind, append.ParentSpanId));
        Assert.Equal(["s0"], (string[])append.GetTagItem(SpanTags.Owed)!);
        Assert.Equal(append.Id, await OwedTraceAsync(rig));
    });

    [Fact]
    public void WriteAsync_NoStoreThere_EndsDeferred() => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(503, "down");
        rig.Replica.Hang();
        await WriteAsync(rig, 1);

        var write = spans.Only(SpanNames.Write);
        Assert.Equal(("s0>s1>deferred", "deferred", "deferred"), (write.Tag(SpanTags.FallbackPath), write.Tag(SpanTags.Target), write.Tag(SpanTags.Outcome)));
        Assert.Equal(["failed", "timed_out"], write.Events.Select(static hop => hop.Tags.Single(static tag => tag.Key == SpanTags.FallbackReason).Value));
        Assert.Equal(ActivityStatusCode.Unset, write.Status);
        Assert.Equal(["503", "503", "hung"], spans.All(SpanNames.Attempt).Select(static span => span.Tag(SpanTags.ErrorType)));
    });

    [Fact]
    public void WriteAsync_NothingTakesIt_IsAnError() => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        rig.Replica.Refuse();
        rig.Disk.Faults.SyncGate = new TaskCompletionSource().Task;
        var reply = await WriteAsync(rig, 1);

        Assert.Equal(IngestStatus.Unavailable, reply.Status);
        var write = spans.Only(SpanNames.Write);
        Assert.Equal((ActivityStatusCode.Error, "503", "unavailable"), (write.Status, write.Tag(SpanTags.ErrorType), write.Tag(SpanTags.Outcome)));
        Assert.Equal((ActivityStatusCode.Error, "unavailable"), (spans.Only(SpanNames.Append).Status, spans.Only(SpanNames.Append).Tag(SpanTags.Outcome)));
    });

    [Fact]
    public void WriteAsync_Coalesced_IsOneAttemptThatLinksTheOthersUpToTheBound() => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxInFlight = 1 } });
        rig.Primary.Behaviour = async (body, ct) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time, ct);
            return rig.Primary.Commit(body);
        };
        await Task.WhenAll(Enumerable.Range(1, 40).Select(value => WriteAsync(rig, value, $"00-{value:x32}-{ParentId}-01")));

        var group = spans.All(SpanNames.Attempt)[1];
        var writes = spans.All(SpanNames.Write).ToDictionary(static span => span.SpanId);
        Assert.Equal(39, group.GetTagItem(SpanTags.Batches));
        Assert.Equal(writes[group.ParentSpanId].TraceId, group.TraceId);
        Assert.Equal(HoldfastTraces.MaxLinks, group.Links.Count());
        Assert.Equal(HoldfastTraces.MaxLinks, ((string[])group.GetTagItem(SpanTags.LineageId)!).Length);
        Assert.All(group.Links, link => Assert.Equal(writes[link.Context.SpanId].TraceId, link.Context.TraceId));
        Assert.DoesNotContain(group.Links, link => link.Context.TraceId == group.TraceId);
        Assert.Equal(group.Id, rig.Primary.TraceParents[1]);
        Assert.Equal("vendor=1", rig.Primary.TraceStates[1]);
    });

    [Fact]
    public void WriteAsync_Rotten_HasABoundedNumberOfAttemptsAndNoPayload() => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.RejectLinesWith("v=");
        await WriteAsync(rig, 1);
        await rig.IngestAsync(string.Join('\n', Enumerable.Range(1, 400).Select(WritingRig.Line)));

        Assert.True(rig.Primary.Requests.Count > HoldfastTraces.MaxParts + 2, $"{rig.Primary.Requests.Count} requests");
        Assert.InRange(spans.All(SpanNames.Attempt).Count(static span => span.GetTagItem(SpanTags.Part) is true), HoldfastTraces.MaxParts, HoldfastTraces.MaxParts + 2);
        Assert.Equal(0, spans.All(SpanNames.Write)[0].GetTagItem(SpanTags.Points));
        foreach (var value in spans.Spans.SelectMany(static span => span.TagObjects.Concat(span.Events.SelectMany(static happened => happened.Tags))).Select(static tag => $"{tag.Value}"))
        {
            Assert.DoesNotContain("v=", value, StringComparison.Ordinal);
            Assert.DoesNotContain("conflict", value, StringComparison.Ordinal);
        }
    });

    [Theory]
    [InlineData(ActivitySamplingResult.None)]
    [InlineData(ActivitySamplingResult.PropagationData)]
    public void WriteAsync_NotSampled_PassesTheSendersContextOnUnchanged(ActivitySamplingResult sampling) => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector(sampling);
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        await WriteAsync(rig, 1);
        Assert.All(rig.Primary.TraceParents.Concat(rig.Replica.TraceParents), static seen => Assert.Equal(Parent, seen));
        Assert.All(rig.Primary.TraceStates.Concat(rig.Replica.TraceStates), static seen => Assert.Equal("vendor=1", seen));
        Assert.Equal(Parent, await OwedTraceAsync(rig));
    });

    [Theory]
    [InlineData(Parent, Parent)]
    [InlineData("no trace context at all", null)]
    [InlineData(null, null)]
    public void WriteAsync_NobodyListens_PassesOnWhatCameAndLogsWhatCanBeRead(string? sent, string? logged) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        await WriteAsync(rig, 1, sent);
        Assert.All(rig.Primary.TraceParents, seen => Assert.Equal(sent, seen));
        Assert.All(rig.Primary.TraceStates, seen => Assert.Equal(logged is null ? null : "vendor=1", seen));
        Assert.Equal(logged, await OwedTraceAsync(rig));
    });

    /// <summary>Without a span a coalesced write can carry on none of its traces, and so the state of none.</summary>
    [Fact]
    public void WriteAsync_CoalescedWhileNobodyListens_CarriesNoState() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxInFlight = 1 } });
        rig.Primary.Behaviour = async (body, ct) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time, ct);
            return rig.Primary.Commit(body);
        };
        await Task.WhenAll(Enumerable.Range(1, 3).Select(value => WriteAsync(rig, value)));
        Assert.Equal([Parent, null], rig.Primary.TraceParents);
        Assert.Equal(["vendor=1", null], rig.Primary.TraceStates);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WriteAsync_StateThatIsMalformed_IsDroppedAndTheWriteTaken(bool listened) => VirtualWorld.Run(async world =>
    {
        using var spans = listened ? new SpanCollector() : null;
        var rig = await WritingRig.StartAsync(world);
        Assert.Equal(IngestStatus.Committed, (await WriteAsync(rig, 1, state: new string('x', 100_000))).Status);
        Assert.Equal(IngestStatus.Committed, (await WriteAsync(rig, 2, state: "vendor=1,\u0001")).Status);
        Assert.Equal([null, null], rig.Primary.TraceStates);
        Assert.All(rig.Primary.TraceParents, Assert.NotNull);
        Assert.All(spans?.Spans ?? [], static span => Assert.True(string.IsNullOrEmpty(span.TraceStateString)));
    });

    [Fact]
    public void WriteAsync_AnsweredFromMemory_SaysSo() => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world);
        await WriteAsync(rig, 1);
        await WriteAsync(rig, 1);
        Assert.Equal([null, true], spans.All(SpanNames.Write).Select(static span => span.GetTagItem(SpanTags.Replayed)));
        Assert.Single(spans.All(SpanNames.Attempt));
    });

    [Fact]
    public void WriteAsync_FromElsewhere_IsOfItsKind() => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world);
        await rig.Ingestor.WriteAsync(new(WritingRig.Bucket, TimestampPrecision.Nanoseconds, null, Parent, DeadLetterSource.Queue, "m v=1i\ngarbage"u8.ToArray()));
        await rig.Desk.RedriveAsync(new() { All = true }, CancellationToken.None);
        Assert.Equal(
            [(ActivityKind.Consumer, "queue"), (ActivityKind.Internal, "redrive")],
            spans.All(SpanNames.Write).Select(static span => (span.Kind, span.Tag(SpanTags.Source)!)));
    });

    [Fact]
    public void WriteAsync_WithoutAContext_BeginsATraceWhateverIsCurrent() => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world);
        using var host = new Activity("of the host, for its logs").Start();
        await WriteAsync(rig, 1, HoldfastTraces.Incoming(""));
        Assert.Equal(default, spans.Only(SpanNames.Write).ParentSpanId);
        Assert.NotEqual(host.TraceId, spans.Only(SpanNames.Write).TraceId);
        Assert.Same(host, Activity.Current);
    });

    [Fact]
    public void Incoming_HostWhoseSpansAreTaken_IsTheParent()
    {
        using var source = new ActivitySource("a host");
        using var host = new Activity("for its logs").Start();
        Assert.Equal((Parent, "vendor=1"), (HoldfastTraces.Incoming(Parent), HoldfastTraces.IncomingState("vendor=1")));
        using var listener = new ActivityListener
        {
            ShouldListenTo = taken => ReferenceEquals(taken, source),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var span = source.StartActivity("request");
        Assert.Equal(span!.Id, HoldfastTraces.Incoming(Parent));
        span.TraceStateString = "host=1";
        Assert.Equal("host=1", HoldfastTraces.IncomingState("vendor=1"));
    }

    private static Task<IngestReply> WriteAsync(WritingRig rig, int value, string? traceParent = Parent, string state = "vendor=1") =>
        rig.Ingestor.WriteAsync(new(WritingRig.Bucket, TimestampPrecision.Nanoseconds, null, traceParent, DeadLetterSource.Http, System.Text.Encoding.UTF8.GetBytes(WritingRig.Line(value)))
        {
            TraceState = state,
        });

    private static async Task<string?> OwedTraceAsync(WritingRig rig) =>
        Assert.Single((await rig.Log.ReadAsync(new OwedLane("s0", WritingRig.Bucket), 1, CancellationToken.None)).Batches).Batch.TraceParent;
}
