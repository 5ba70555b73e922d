using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Ingest;
using Holdfast.Routing.Planning;

namespace Holdfast.Functions.Tests.Redis;

public sealed class ReplyCodeTests
{
    private static readonly IngestReply Full = new()
    {
        Status = IngestStatus.Invalid,
        Message = "2 of 9 lines rejected, 7 accepted",
        Accepted = 7,
        Position = 2,
        FallbackReason = SkipReason.TimedOut,
        Key = "schlüssel",
        LineageId = "0123456789abcdef-1f",
        Lines = [new(2, 5, "missing_fields", "no field"), new(300, 70_000, "x", "")],
    };

    [Fact]
    public void Read_Written_IsTheSame()
    {
        var read = ReplyCode.Read(ReplyCode.Write(Full))!;
        Assert.Equal(Full.Lines, read.Lines);
        Assert.Equal(Full with { Lines = [] }, read with { Lines = [] });
    }

    [Theory]
    [InlineData(IngestStatus.Committed, true)]
    [InlineData(IngestStatus.Deferred, true)]
    [InlineData(IngestStatus.TierViolation, true)]
    [InlineData(IngestStatus.Unavailable, false)]
    [InlineData(IngestStatus.Overloaded, false)]
    public void Read_Status_OnlyWhatAcknowledges(IngestStatus status, bool read) =>
        Assert.Equal(read, ReplyCode.Read(ReplyCode.Write(new() { Status = status, Position = -1 })) is { Position: -1 });

    [Fact]
    public void Read_CutOffAnywhere_IsNone()
    {
        var bytes = ReplyCode.Write(Full);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Null(ReplyCode.Read(bytes[..length]));
        Assert.Null(ReplyCode.Read([.. bytes, 0]));
    }

    [Fact]
    public void Read_AnyByteChanged_NeverThrows()
    {
        var bytes = ReplyCode.Write(Full);
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var value in (byte[])[0, 1, 0x7F, 0x80, 0xFF])
            {
                var damaged = bytes.ToArray();
                damaged[at] = value;
                if (ReplyCode.Read(damaged) is { } reply)
                    Assert.True(reply.Acknowledged);
            }
        }
    }

    [Fact]
    public void Read_LeaseOrOtherVersion_IsNone()
    {
        Assert.Null(ReplyCode.Read(RedisIdempotency.LeaseOf("i-1")));
        Assert.Null(ReplyCode.Read([ReplyCode.Mark, 2, .. ReplyCode.Write(Full)[2..]]));
    }

    [Fact]
    public void Write_OrdinaryAnswer_IsSmall() =>
        Assert.InRange(ReplyCode.Write(new() { Status = IngestStatus.Committed, Accepted = 1000, Key = new('a', 64), LineageId = "0123456789abcdef-1f" }).Length, 1, 100);
}
