using System.Text;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Tests.Tracing;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Tests.Ingest;

[Collection(TracingCollection.Name)]
public sealed class IngestAllocationTests
{
    private const int Few = 100;
    private const int Many = 10_000;

    /// <summary>A tenth of a byte per point: what one point allocates would show 10,000 times over.</summary>
    private const long Tolerance = 1024;

    [Fact]
    public void WriteAsync_ManyPoints_AllocatesByTheRequestAndNotByThePoint() => VirtualWorld.Run(async world =>
    {
        // A rewind ring so small that it has its size after the first writes.
        var rig = await WritingRig.StartAsync(world, new() { Recovery = new() { RewindBytes = 2 * 1024 * 1024 } });
        rig.Primary.Blind = true;
        var few = await AllocatedAsync(rig, Few);
        var many = await AllocatedAsync(rig, Many);
        Assert.InRange(many - few, -Tolerance, Tolerance);
    });

    /// <summary>The least that one write of several allocated beside the batch's own bytes: the others filled pools and tables.</summary>
    private static async Task<long> AllocatedAsync(WritingRig rig, int points)
    {
        var least = long.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            // Every write is another: a repeated one would be answered from memory and write nothing.
            var text = Text(points, run);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var reply = await rig.Ingestor.WriteAsync(new(WritingRig.Bucket, TimestampPrecision.Nanoseconds, null, null, DeadLetterSource.Http, text));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before - text.Length);
            Assert.Equal((IngestStatus.Committed, false), (reply.Status, reply.Replayed));
        }

        return least;
    }

    /// <summary>Points in normal form, so that the batch has exactly as many bytes.</summary>
    private static byte[] Text(int points, int run) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, points).Select(
            point => $"cpu,host=h{point % 50},region=eu-west user=0.5,switches={point}i,state=\"up\",healthy=true {WritingRig.TimeOf(0) + (run * Many) + point}\n")));
}
