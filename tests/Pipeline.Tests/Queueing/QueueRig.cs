using System.IO.Compression;
using System.Text;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Queueing;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Tests.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Pipeline.Tests.Queueing;

/// <summary>The write path with the queue's front in place of HTTP's.</summary>
internal sealed class QueueRig
{
    public const int MaxDeliveries = 4;

    private QueueRig(WritingRig rig)
    {
        Rig = rig;
        Meters = new();
        Text = new(Meters);
        Metrics = new(Meters);
        Ingest = new(rig.Settings, rig.Admission, rig.Ingestor, new() { MaxDeliveries = MaxDeliveries });
        Batch = new(Ingest, Metrics, new(Meters), new(NullLogger<EventLog>.Instance), rig.Time);
    }

    public WritingRig Rig { get; }

    public Admission Admission => Rig.Admission;

    public QueueIngest Ingest { get; }

    public IngestBatch Batch { get; }

    public QueueMetrics Metrics { get; }

    public TelemetryMeters Meters { get; }

    public PrometheusText Text { get; }

    public static async Task<QueueRig> StartAsync(VirtualWorld world, WritingRigOptions? options = null) => new(await WritingRig.StartAsync(world, options));

    public static IngestMessage Message(string text, params (string Name, object Value)[] properties) => Message(Encoding.UTF8.GetBytes(text), properties);

    public static IngestMessage Message(byte[]? body, params (string Name, object Value)[] properties)
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal) { [MessageProperties.Bucket] = WritingRig.Bucket };
        foreach (var (name, value) in properties)
            all[name] = value;
        return new("id", body is null ? default(ReadOnlyMemory<byte>?) : body, "", "", all, Deliveries: 1, VirtualTime.Start, default);
    }

    public static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    /// <summary>From now on no store takes anything, and the disk nothing either.</summary>
    public void LoseEverything()
    {
        foreach (var store in Rig.Stores)
            store.Refuse();
        Rig.Disk.Faults.Fail(MemoryStep.SyncFile, 1);
    }

    public void Recover()
    {
        foreach (var store in Rig.Stores)
            store.Recover();
        Rig.Disk.Faults.Reset();
    }

    /// <summary>Takes a message, and checks that it leaves nothing in flight.</summary>
    public async Task<MessageOutcome> TakeAsync(IngestMessage message)
    {
        var outcome = await Ingest.TakeAsync(message);
        Assert.Equal((0, 0L), (Admission.Requests, Admission.Bytes));
        return outcome;
    }

    public string Scrape(string name)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        Text.Write(buffer);
        var lines = Encoding.UTF8.GetString(buffer.WrittenSpan).Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
