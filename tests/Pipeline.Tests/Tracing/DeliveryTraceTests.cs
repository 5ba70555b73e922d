using System.Diagnostics;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Tests.Tracing;

[Collection(TracingCollection.Name)]
public sealed class DeliveryTraceTests
{
    [Theory]
    [InlineData(3, 3)]
    [InlineData(HoldfastTraces.MaxLinks, HoldfastTraces.MaxLinks)]
    [InlineData(HoldfastTraces.MaxLinks + 1, HoldfastTraces.MaxLinks)]
    public void Backfill_OfManyBatches_IsATraceOfItsOwnThatLinksTheirs(int batches, int links) => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(5));
        for (var value = 1; value <= batches; value++)
            await WriteAsync(rig, value);
        rig.Primary.Recover();
        await rig.PassAsync(6);
        var appends = spans.All(SpanNames.Append).ToDictionary(static span => span.SpanId);
        spans.Spans.Clear();
        Assert.Equal(batches, (await rig.DrainAsync()).Batches);

        var backfill = spans.Only(SpanNames.Backfill);
        Assert.Equal((ActivityKind.Consumer, default), (backfill.Kind, backfill.ParentSpanId));
        Assert.Equal(("hot", "s0/hot", "committed", batches), (backfill.Tag(SpanTags.Tier), backfill.Tag(SpanTags.Target), backfill.Tag(SpanTags.Outcome), backfill.GetTagItem(SpanTags.Points)));
        Assert.Equal(links, backfill.Links.Count());
        Assert.All(backfill.Links, link => Assert.Equal(appends[link.Context.SpanId].TraceId, link.Context.TraceId));
        Assert.Equal(links, ((string[])backfill.GetTagItem(SpanTags.LineageId)!).Length);
        Assert.Equal(batches, backfill.GetTagItem(SpanTags.Batches));

        var attempt = spans.Only(SpanNames.Attempt);
        Assert.Equal((backfill.TraceId, backfill.SpanId), (attempt.TraceId, attempt.ParentSpanId));
        Assert.Equal(attempt.Id, rig.Primary.TraceParents[^1]);
    });

    [Fact]
    public void Rescue_OfWhatNoStoreHolds_LinksItToo() => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(60));
        rig.Replica.Answer(429, retryAfter: TimeSpan.FromSeconds(2));
        await WriteAsync(rig, 1);
        rig.Replica.Recover();
        await rig.PassAsync(3);
        Assert.Equal(1, (await rig.RescueAsync()).Batches);

        var rescue = spans.Only(SpanNames.Rescue);
        Assert.Equal((default, "s1/hot"), (rescue.ParentSpanId, rescue.Tag(SpanTags.Target)));
        Assert.Equal(spans.Only(SpanNames.Append).SpanId, Assert.Single(rescue.Links).Context.SpanId);
    });

    [Fact]
    public void Backfill_ThatFails_IsAnError() => VirtualWorld.Run(async world =>
    {
        using var spans = new SpanCollector();
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(1));
        await WriteAsync(rig, 1);
        await rig.PassAsync(2);
        rig.Primary.Answer(500);
        await rig.DrainAsync();
        Assert.Equal((ActivityStatusCode.Error, "transient"), (spans.Only(SpanNames.Backfill).Status, spans.Only(SpanNames.Backfill).Tag(SpanTags.Outcome)));
    });

    [Fact]
    public void Rewind_OfWhatWasCommittedLast_IsATraceOfItsOwn() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await WriteAsync(rig, 1);
        rig.Targets.StoreNamed("s0")!.Rewind.Suspect();
        using var spans = new SpanCollector();
        Assert.Null((await rig.Rewinder.ReplayAsync("s0", CancellationToken.None)).Fault);
        var rewinds = spans.All(SpanNames.Rewind);
        Assert.NotEmpty(rewinds);
        Assert.All(rewinds, static rewind => Assert.Equal((default, "s0/hot"), (rewind.ParentSpanId, rewind.Tag(SpanTags.Target))));
    });

    private static Task WriteAsync(WritingRig rig, int value) => rig.Ingestor.WriteAsync(
        new(WritingRig.Bucket, TimestampPrecision.Nanoseconds, null, $"00-{value:x32}-00000000000000ff-01", DeadLetterSource.Http, System.Text.Encoding.UTF8.GetBytes(WritingRig.Line(value))));
}
