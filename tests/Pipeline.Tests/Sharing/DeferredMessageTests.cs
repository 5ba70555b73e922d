using System.IO.Compression;
using System.Text;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Deferring;

namespace Holdfast.Pipeline.Tests.Sharing;

public sealed class DeferredMessageTests
{
    private static readonly OwedLane Lane = Owing.Lane();

    [Theory]
    [InlineData(99, "identity")]
    [InlineData(100, "identity")]
    [InlineData(101, "gzip")]
    public void Encode_AroundTheThreshold_CompressesAbove(int length, string encoding)
    {
        var batch = Owing.Batch(new string('a', length), elsewhere: true) with { Unsettled = true };

        var message = Assert.Single(Encoder(compressAbove: 100).Encode(batch, DateTimeOffset.UnixEpoch)!);

        Assert.Equal(encoding, message.Properties[DeferredProperties.Encoding]);
        var read = DeferredDecoder.Read(Lane, Item(message));
        Assert.Equal(batch with { Lines = default }, read.Batch! with { Lines = default });
        Assert.Equal(batch.Lines.ToArray(), read.Batch!.Lines.ToArray());
        Assert.Equal(DateTimeOffset.UnixEpoch, read.CommittedAt);
    }

    [Fact]
    public void Encode_AroundTheMessageLimit_SplitsAbove()
    {
        var lines = string.Concat(Enumerable.Range(0, 20).Select(static number => $"m v={number}i {number:00}\n"));
        var batch = Owing.Batch(lines, elsewhere: true, points: 20);
        var size = DeferredEncoder.SizeOf(Assert.Single(Encoder(compressAbove: int.MaxValue).Encode(batch, null)!));

        Assert.Single(Encoder(maxBytes: size, compressAbove: int.MaxValue).Encode(batch, null)!);
        var parts = Encoder(maxBytes: size - 1, compressAbove: int.MaxValue).Encode(batch, null)!;

        Assert.Equal(2, parts.Count);
        Assert.Equal(lines, string.Concat(parts.Select(static part => Encoding.UTF8.GetString(part.Body.Span))));
        Assert.Equal([1, 2], parts.Select(static part => part.Properties[DeferredProperties.Part]));
        Assert.Equal(2, parts.Select(static part => part.Id).Distinct().Count());
    }

    [Fact]
    public void Encode_LineLargerThanAMessage_IsRefused() =>
        Assert.Null(Encoder(maxBytes: 2000, compressAbove: int.MaxValue).Encode(Owing.Batch(new string('a', 2000), elsewhere: true), null));

    [Fact]
    public void Encode_Unstored_GoesToBothLanes()
    {
        var messages = Encoder().Encode(Owing.Batch("m v=1i 1\n"), null)!;

        Assert.Equal(["primary|telemetry_hot", "|telemetry_hot"], messages.Select(static message => message.Session));
        Assert.NotNull(DeferredDecoder.Read(OwedLane.Unstored(Owing.Hot), Item(messages[1])).Batch);
    }

    [Fact]
    public void Session_StrangeAndLongNames_AreTakenApart()
    {
        Assert.NotEqual(LaneSession.Of(new("a|b", "c")), LaneSession.Of(new("a", "b|c")));
        Assert.NotEqual(LaneSession.Of(new("", "x")), LaneSession.Of(new("x", "")));
        var longName = LaneSession.Of(new(new string('s', 200), "b"));
        Assert.True(longName.Length <= LaneSession.MaxLength);
        Assert.NotEqual(longName, LaneSession.Of(new(new string('s', 201), "b")));
    }

    [Theory]
    [InlineData(DeferredProperties.Version, null, "missing_property")]
    [InlineData(DeferredProperties.Version, 2, "unknown_version")]
    [InlineData(DeferredProperties.Version, "1", "unknown_version")]
    [InlineData(DeferredProperties.Tier, null, "missing_property")]
    [InlineData(DeferredProperties.Bucket, null, "missing_property")]
    [InlineData(DeferredProperties.Bucket, "other", "wrong_lane")]
    [InlineData(DeferredProperties.Store, null, "missing_property")]
    [InlineData(DeferredProperties.Store, "other", "wrong_lane")]
    [InlineData(DeferredProperties.Key, 1, "missing_property")]
    [InlineData(DeferredProperties.Lineage, null, "missing_property")]
    [InlineData(DeferredProperties.StoredElsewhere, "yes", "missing_property")]
    [InlineData(DeferredProperties.Points, null, "missing_property")]
    [InlineData(DeferredProperties.Points, 0, "invalid_property")]
    [InlineData(DeferredProperties.MinTime, 1, "missing_property")]
    [InlineData(DeferredProperties.MaxTime, 5L, "invalid_property")]
    [InlineData(DeferredProperties.Length, 3, "wrong_encoding")]
    [InlineData(DeferredProperties.Length, int.MaxValue, "invalid_property")]
    [InlineData(DeferredProperties.Encoding, "br", "wrong_encoding")]
    [InlineData(DeferredProperties.Encoding, "gzip", "wrong_encoding")]
    public void Read_SomethingIsWrong_IsRefusedWithItsReason(string property, object? value, string reason)
    {
        var message = Encoder().Encode(Owing.Batch("m v=1i 1\n", elsewhere: true), null)![0];
        var properties = message.Properties.ToDictionary(StringComparer.Ordinal);
        if (value is null)
            properties.Remove(property);
        else
            properties[property] = value;

        var read = DeferredDecoder.Read(Lane, Item(message with { Properties = properties }));

        Assert.Null(read.Batch);
        Assert.Equal(reason, read.Reason);
        Assert.NotEmpty(read.Description);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    [InlineData(60_000_000)]
    public void Read_GzipBomb_IsRefusedAndNotExpanded(int claimed)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(new byte[4_000_000]);
        var message = Encoder().Encode(Owing.Batch("m v=1i 1\n", elsewhere: true), null)![0];
        var properties = message.Properties.ToDictionary(StringComparer.Ordinal);
        properties[DeferredProperties.Encoding] = DeferredProperties.Gzip;
        properties[DeferredProperties.Length] = claimed;

        var read = DeferredDecoder.Read(Lane, Item(message with { Body = packed.ToArray(), Properties = properties }));

        Assert.Equal("wrong_encoding", read.Reason);
    }

    private static DeferredEncoder Encoder(int maxBytes = 256 * 1024, int compressAbove = 1024) => new(maxBytes, compressAbove, "a", TimeSpan.FromDays(7));

    internal static QueueItem Item(QueueMessage message) => new(1, DateTimeOffset.UnixEpoch, 1, message.Body, message.Properties, null);
}
