using System.Buffers.Binary;
using System.Text;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Sharing;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

/// <summary>The trace context in the log: by file and by message, and what was written before there was one.</summary>
public sealed class TracedRecordTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    /// <summary>A record as it was written before: version 1, flags, numbers, five names, the lines.</summary>
    private static readonly byte[] Old =
    [
        1, 1, .. Little(3), .. Little(638_000_000_000_000_000L), .. Little(-5L), .. Little(77L),
        .. Name("primary"), .. Name("hot"), .. Name("telemetry_hot"), .. Name("key"), .. Name("lineage"), .. "m v=1 1\n"u8,
    ];

    [Fact]
    public void Decode_RecordOfBefore_IsReadWithoutATrace()
    {
        Assert.True(DeferredRecord.TryReadHeader(Old, new(), out var header));
        var batch = DeferredRecord.Decode(9, Old, header).Batch;
        Assert.Equal(new("primary", "hot", "telemetry_hot", "key", "lineage", true, 3, -5, 77, default), batch with { Lines = default });
        Assert.Equal("m v=1 1\n", Encoding.UTF8.GetString(batch.Lines.Span));
        Assert.True(DeferredRecord.IsFellow(Old, "lineage"u8));
    }

    [Fact]
    public void Encode_WithoutATrace_IsWhatItWasBefore()
    {
        var batch = new OwedBatch("primary", "hot", "telemetry_hot", "key", "lineage", true, 3, -5, 77, "m v=1 1\n"u8.ToArray());
        var frame = DeferredRecord.Encode(batch, 638_000_000_000_000_000L);
        Assert.Equal(Old, frame.Payload.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Encode_WithATrace_IsReadInEveryField(bool elsewhere)
    {
        var batch = Owing.Batch("m v=1 1\n", elsewhere: elsewhere) with { TraceParent = Trace };
        var frame = DeferredRecord.Encode(batch, 1);
        var payload = frame.Payload.ToArray();
        Assert.True(DeferredRecord.TryReadHeader(payload, new(), out var header));
        var read = DeferredRecord.Decode(1, payload, header).Batch;
        Assert.Equal(batch with { Lines = default }, read with { Lines = default });
        Assert.Equal("m v=1 1\n", Encoding.UTF8.GetString(read.Lines.Span));
        Assert.Equal((batch.Lines.Length, elsewhere), (header.Bytes, header.StoredElsewhere));
        Assert.Equal(elsewhere, DeferredRecord.IsFellow(payload, Encoding.UTF8.GetBytes(batch.LineageId)));
        Assert.Equal(!elsewhere, DeferredRecord.IsUnstored(payload, "telemetry_hot"u8));
        for (var length = 0; length < payload.Length - batch.Lines.Length; length++)
            Assert.False(DeferredRecord.TryReadHeader(payload.AsSpan(0, length), new(), out _));
    }

    [Fact]
    public async Task Log_WithAndWithoutTraces_BringsThemBackAfterAStart()
    {
        var disk = new MemoryDisk(new Random(5));
        await using (var log = await Owing.OpenAsync(disk.Root()))
            await log.OweAsync(Owing.Batch("a"), Owing.Batch("b") with { TraceParent = Trace }, Owing.Batch("c"));
        await using var again = await Owing.OpenAsync(disk.Root());
        var read = await again.ReadAsync(Owing.Lane(), 1 << 20, CancellationToken.None);
        Assert.Equal(["a ", $"b {Trace}", "c "], read.Batches.Select(static batch => $"{batch.Text()} {batch.Batch.TraceParent}"));
    }

    [Fact]
    public void Message_WithATrace_CarriesItAsTheIngestQueuesDo()
    {
        var batch = Owing.Batch("m v=1 1\n", elsewhere: true) with { TraceParent = Trace };
        var message = Assert.Single(new DeferredEncoder(256 * 1024, 1024, "instance", TimeSpan.FromDays(7)).Encode(batch, null)!);
        Assert.Equal(Trace, message.Properties["traceparent"]);
        var read = DeferredDecoder.Read(Owing.Lane(), DeferredMessageTests.Item(message));
        Assert.Equal(Trace, read.Batch!.TraceParent);
        var without = new Dictionary<string, object>(message.Properties, StringComparer.Ordinal);
        without.Remove("traceparent");
        Assert.Null(DeferredDecoder.Read(Owing.Lane(), DeferredMessageTests.Item(message with { Properties = without })).Batch!.TraceParent);
    }

    private static byte[] Name(string text) => [.. BitConverter.GetBytes((ushort)text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Little(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
