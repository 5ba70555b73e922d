using System.Diagnostics;
using System.Text;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Tests.Tracing;

[Collection(TracingCollection.Name)]
public sealed class TraceCostTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private const string State = "vendor=1, other@2=a b";

    [Fact]
    public void Start_NobodyListens_IsNothingAndAllocatesNothing()
    {
        Assert.False(HoldfastTraces.Listened);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Activity? any = null;
        for (var call = 0; call < 1000; call++)
        {
            any ??= HoldfastTraces.StartEntry(SpanNames.Write, ActivityKind.Server, TraceContext.Of(Parent, State));
            any ??= HoldfastTraces.StartChild(SpanNames.Attempt, ActivityKind.Client, Parent);
            any ??= HoldfastTraces.StartRoot(SpanNames.Backfill, ActivityKind.Consumer, []);
            HoldfastTraces.Inside(null, HoldfastTraces.Incoming(Parent));
            HoldfastTraces.Inside(null, TraceContext.Of(Parent, HoldfastTraces.IncomingState(State)));
        }

        Assert.Null(any);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>A write is as cheap with a trace context as without one; with a listener it is not, which shows that the measure can tell.</summary>
    [Fact]
    public void WriteAsync_NobodyListens_AllocatesNothingForItsTrace() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Recovery = new() { RewindBytes = 2 * 1024 * 1024 } });
        rig.Primary.Blind = true;
        var run = 0;
        var without = await AllocatedAsync(rig, null, () => run++);
        var with = await AllocatedAsync(rig, Parent, () => run++);
        Assert.InRange(with - without, -64, 64);
        using var spans = new SpanCollector();
        Assert.True(await AllocatedAsync(rig, Parent, () => run++) > without + 500);
    });

    private static async Task<long> AllocatedAsync(WritingRig rig, string? traceParent, Func<int> next)
    {
        var least = long.MaxValue;
        for (var repeat = 0; repeat < 10; repeat++)
        {
            var text = Encoding.UTF8.GetBytes($"m v=1i {WritingRig.TimeOf(next())}\n");
            var before = GC.GetAllocatedBytesForCurrentThread();
            var reply = await rig.Ingestor.WriteAsync(new(WritingRig.Bucket, TimestampPrecision.Nanoseconds, null, traceParent, DeadLetterSource.Http, text) { TraceState = traceParent is null ? null : State });
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal((IngestStatus.Committed, false), (reply.Status, reply.Replayed));
        }

        return least;
    }
}
