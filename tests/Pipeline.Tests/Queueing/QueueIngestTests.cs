using System.Security.Cryptography;
using System.Text;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Queueing;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Queueing;

public sealed class QueueIngestTests
{
    private const string Good = "m v=1i 1795176000000000000\nm v=2i 1795176001000000000";

    [Fact]
    public void TakeAsync_Committed_Completes() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message(Good)));
        Assert.Equal(2, queue.Rig.Primary.Lines.Count);
    });

    [Fact]
    public void TakeAsync_OwedOnly_Completes() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        queue.Rig.Primary.Refuse();
        queue.Rig.Replica.Refuse();
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message(Good)));
        Assert.Equal(1, queue.Rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void TakeAsync_PartlyRejected_CompletesWithTheRejectedLinesInQuarantine() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message("bad\nm v=1")));
        Assert.Single(queue.Rig.Primary.Lines);
        var letter = Assert.Single(await queue.Rig.LettersAsync());
        Assert.Equal(("bad", DeadLetterSource.Queue), (Encoding.UTF8.GetString(letter.Bytes.Span), letter.Source));
    });

    [Fact]
    public void TakeAsync_EveryLineRejectedAlike_IsDeadLetteredOnceAndByTheLinesCode() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var outcome = await queue.TakeAsync(QueueRig.Message("bad\nworse"));
        Assert.Equal((MessageEnding.DeadLettered, "missing_fields"), (outcome.Ending, outcome.Reason));
        Assert.StartsWith("2 of 2 lines rejected, 0 accepted; the first, line 1 column 4: missing_fields: ", outcome.Description);
        Assert.Empty(await queue.Rig.LettersAsync());
        Assert.Equal(outcome, await queue.TakeAsync(QueueRig.Message("bad\nworse")));
    });

    [Fact]
    public void TakeAsync_EveryLineRejectedForAReasonOfItsOwn_SaysSo() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        Assert.Equal(MessageReasons.LinesRejected, (await queue.TakeAsync(QueueRig.Message("bad\nm,t v=3"))).Reason);
    });

    [Fact]
    public void TakeAsync_EveryPointRefusedByTheStore_IsDeadLettered() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        queue.Rig.Primary.RejectLinesWith("poison");
        var outcome = await queue.TakeAsync(QueueRig.Message("m s=\"poison\""));
        Assert.Equal((MessageEnding.DeadLettered, "refused_by_store"), (outcome.Ending, outcome.Reason));
        Assert.Empty(await queue.Rig.LettersAsync());
    });

    [Theory]
    [InlineData("")]
    [InlineData("\n\n# a comment\n")]
    public void TakeAsync_NothingToWrite_Completes(string text) => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message(text)));
        Assert.Empty(queue.Rig.Primary.Requests);
    });

    public static TheoryData<string, object?, string, string> Poison => new()
    {
        { "bucket", null, "bucket_missing", "bucket is required: add the application property \"bucket\", as text" },
        { "bucket", "", "bucket_missing", "bucket is required: add the application property \"bucket\", as text" },
        { "bucket", 7, "invalid_property", "application property \"bucket\" is a Int32; send text" },
        { "bucket", "nope", "unknown_bucket", "application property \"bucket\": no tier has the bucket \"nope\"; correct it, or add a tier with that bucket and redrive" },
        { "precision", "d", "unknown_precision", "application property \"precision\": \"d\" is not known; use one of ns, us, ms, s" },
        { "precision", 9L, "invalid_property", "application property \"precision\" is a Int64; send text" },
        { "x-idempotency-key", 1.5, "invalid_property", "application property \"x-idempotency-key\" is a Double; send text or a GUID" },
        { "x-idempotency-key", new string('k', 257), "invalid_property", "application property \"x-idempotency-key\" is longer than 256 characters; shorten it" },
        { "content-encoding", "br", "unsupported_encoding", "content encoding: \"br\" is not taken; send plain text or gzip" },
    };

    [Theory]
    [MemberData(nameof(Poison))]
    public void TakeAsync_PropertyThatIsPoison_IsDeadLetteredWithItsPlaceAndItsMend(string name, object? value, string reason, string description) => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var message = value is null
            ? QueueRig.Message(Good) with { Properties = new Dictionary<string, object>() }
            : QueueRig.Message(Good, (name, value));
        Assert.Equal(new MessageOutcome(MessageEnding.DeadLettered, reason, description), await queue.TakeAsync(message));
        Assert.Equal(reason, (await queue.TakeAsync(message with { Deliveries = 99 })).Reason);
        Assert.Empty(queue.Rig.Primary.Lines);
    });

    [Fact]
    public void TakeAsync_PropertiesInAnotherCase_AreFound() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var message = QueueRig.Message("m v=1i 1795176000") with
        {
            Properties = new Dictionary<string, object> { ["Bucket"] = WritingRig.Bucket, ["PRECISION"] = "s" },
        };
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(message));
        Assert.Equal(["m v=1i 1795176000000000000"], queue.Rig.Primary.Lines);
    });

    [Theory]
    [InlineData(5)]
    [InlineData("no trace context\r\nx: y")]
    public void TakeAsync_TraceContextThatIsNone_CostsNothing(object value) => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message(Good, ("traceparent", value))));
    });

    [Theory]
    [InlineData("application/json", "unsupported_media_type")]
    [InlineData("application/x-protobuf", "unsupported_media_type")]
    [InlineData("text/plain; charset=utf-8", "")]
    [InlineData("application/octet-stream", "")]
    public void TakeAsync_ContentType_IsTakenAsOverHttp(string type, string reason) => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        Assert.Equal(reason, (await queue.TakeAsync(QueueRig.Message(Good) with { ContentType = type })).Reason);
    });

    [Theory]
    [InlineData("gzip", "", null)]
    [InlineData("x-gzip", "text/plain", null)]
    [InlineData("", "application/gzip", null)]
    [InlineData("", "application/x-gzip; q=1", null)]
    [InlineData("", "", "gzip")]
    [InlineData("", "", null)]
    [InlineData("identity", "text/plain", null)]
    public void TakeAsync_Gzip_IsKnownByEncodingTypePropertyOrItsFirstBytes(string encoding, string type, string? property) => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var message = QueueRig.Message(QueueRig.Gzip(Good)) with { ContentEncoding = encoding, ContentType = type };
        if (property is not null)
            message = QueueRig.Message(QueueRig.Gzip(Good), ("Content-Encoding", property));
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(message));
        Assert.Equal(2, queue.Rig.Primary.Lines.Count);
    });

    [Fact]
    public void TakeAsync_SaysGzipAndIsNot_IsDeadLettered() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var outcome = await queue.TakeAsync(QueueRig.Message(Good) with { ContentEncoding = "gzip" });
        Assert.Equal((MessageEnding.DeadLettered, MessageReasons.MalformedGzip), (outcome.Ending, outcome.Reason));
        Assert.Equal(MessageReasons.MalformedGzip, (await queue.TakeAsync(QueueRig.Message("") with { ContentEncoding = "gzip" })).Reason);
    });

    [Fact]
    public void TakeAsync_GzipCutOffAnywhere_IsDeadLetteredAndNothingOfItWritten() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var whole = QueueRig.Gzip(string.Concat(Enumerable.Range(0, 200).Select(static at => $"m v={at}i {WritingRig.TimeOf(at)}\n")));
        for (var length = 2; length < whole.Length; length += 7)
            Assert.Equal(MessageReasons.MalformedGzip, (await queue.TakeAsync(QueueRig.Message(whole[..length]))).Reason);
        Assert.Empty(queue.Rig.Primary.Lines);
    });

    [Fact]
    public void TakeAsync_NeitherBytesNorText_IsDeadLettered() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        Assert.Equal(MessageReasons.UnreadableBody, (await queue.TakeAsync(QueueRig.Message((byte[]?)null))).Reason);
    });

    [Theory]
    [InlineData(-1, "")]
    [InlineData(0, "")]
    [InlineData(1, "too_large")]
    public void TakeAsync_BodyAroundTheLimit_IsTakenUpToIt(int more, string reason) => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world, new() { Limits = new() { MaxBodyBytes = 2048, MaxExpandedBytes = 4096, MaxLineBytes = 4096 } });
        Assert.Equal(reason, (await queue.TakeAsync(QueueRig.Message(Padded(2048 + more)))).Reason);
    });

    [Theory]
    [InlineData(-1, "")]
    [InlineData(0, "")]
    [InlineData(1, "too_large")]
    [InlineData(50_000_000, "too_large")]
    public void TakeAsync_GzipAroundTheLimit_IsExpandedUpToIt(int more, string reason) => VirtualWorld.Run(async world =>
    {
        var limits = new LimitOptions { MaxBodyBytes = 1024 * 1024, MaxExpandedBytes = 1024 * 1024, MaxLineBytes = 1024 * 1024 };
        var queue = await QueueRig.StartAsync(world, new() { Limits = limits });
        var outcome = await queue.TakeAsync(QueueRig.Message(QueueRig.Gzip(Padded(limits.MaxExpandedBytes + more))));
        Assert.Equal(reason, outcome.Reason);
        Assert.Equal(reason.Length == 0 ? 1 : 0, queue.Rig.Primary.Lines.Count);
    });

    [Fact]
    public void TakeAsync_BodyOfAMegabyte_IsWrittenWhole() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var text = new StringBuilder();
        var count = 0;
        for (; text.Length < 1024 * 1024; count++)
            text.Append($"m,h=host v={count}i {WritingRig.TimeOf(count % 80_000)}\n");
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message(text.ToString())));
        Assert.Equal(count, queue.Rig.Primary.Lines.Count);
    });

    [Fact]
    public void TakeAsync_NothingDurableTakesIt_IsAbandonedUntilTheLastDeliveryAndThenKept() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        queue.LoseEverything();
        for (var delivery = 1; delivery < QueueRig.MaxDeliveries; delivery++)
        {
            var back = await queue.TakeAsync(QueueRig.Message(Good) with { Deliveries = delivery });
            Assert.Equal((MessageEnding.Abandoned, MessageReasons.Unavailable), (back.Ending, back.Reason));
        }

        var last = await queue.TakeAsync(QueueRig.Message(Good) with { Deliveries = QueueRig.MaxDeliveries });
        Assert.Equal((MessageEnding.DeadLettered, MessageReasons.Undeliverable), (last.Ending, last.Reason));
        Assert.StartsWith("it could not be taken in 4 deliveries, the last time because of unavailable: ", last.Description);
        queue.Recover();
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message(Good) with { Deliveries = QueueRig.MaxDeliveries }));
    });

    [Fact]
    public void TakeAsync_QuarantineFails_IsAbandonedSinceARejectedLineWouldBeLost() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        queue.Rig.Disk.Faults.Fail(MemoryStep.SyncFile, 1);
        Assert.Equal(MessageEnding.Abandoned, (await queue.TakeAsync(QueueRig.Message("m v=1\nbad"))).Ending);
        queue.Rig.Disk.Faults.Reset();
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message("m v=1\nbad") with { Deliveries = 2 }));
    });

    [Fact]
    public void TakeAsync_AsMuchInFlightAsAllowed_IsAbandoned() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world, new() { Limits = new() { MaxRequests = 1, MaxBytesInFlight = 1000, MaxBodyBytes = 1000, MaxExpandedBytes = 1000, MaxLineBytes = 500 } });
        Assert.True(queue.Admission.TryEnter());
        Assert.Equal((MessageEnding.Abandoned, MessageReasons.Overloaded), Of(await queue.Ingest.TakeAsync(QueueRig.Message(Good))));
        queue.Admission.Leave(0);
        Assert.True(queue.Admission.TryReserve(1000 - Good.Length + 1));
        Assert.Equal((MessageEnding.Abandoned, MessageReasons.Overloaded), Of(await queue.Ingest.TakeAsync(QueueRig.Message(Good))));
        Assert.Equal((MessageEnding.DeadLettered, MessageReasons.Undeliverable), Of(await queue.Ingest.TakeAsync(QueueRig.Message(Good) with { Deliveries = 9 })));
        Assert.Equal((0, 1000L - Good.Length + 1), (queue.Admission.Requests, queue.Admission.Bytes));
    });

    [Fact]
    public void TakeAsync_DeliveredTwice_SaysTheSameTwiceEvenWithoutTimestamps() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message("m v=1")));
        await queue.Rig.PassAsync(3600);
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message("m v=1") with { Deliveries = 2 }));
        Assert.Equal([$"m v=1 {WritingRig.TimeOf(0)}"], queue.Rig.Primary.Lines.Distinct());
    });

    [Fact]
    public void TakeAsync_SameContentWhileTheFirstIsUnderWay_WritesOnce() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var outcomes = await Task.WhenAll(queue.Ingest.TakeAsync(QueueRig.Message(Good)), queue.Ingest.TakeAsync(QueueRig.Message(Good) with { MessageId = "other" }));
        Assert.All(outcomes, static outcome => Assert.Equal(MessageOutcome.Completed, outcome));
        Assert.Equal(2, queue.Rig.Primary.Lines.Count);
    });

    [Fact]
    public void TakeAsync_SameMessageIdAndAnotherContent_WritesBoth() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        await queue.TakeAsync(QueueRig.Message("m v=1"));
        await queue.TakeAsync(QueueRig.Message("m v=2"));
        Assert.Equal(2, queue.Rig.Primary.Lines.Count);
    });

    [Fact]
    public void TakeAsync_GivenKey_IsOneWithTheSameKeyAsAGuidAndOverHttp() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var key = new Guid(RandomNumberGenerator.GetBytes(16));
        await queue.Rig.IngestAsync("m v=1", key.ToString());
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message("m v=2", ("x-idempotency-key", key))));
        Assert.Equal(MessageOutcome.Completed, await queue.TakeAsync(QueueRig.Message("m v=3", ("x-idempotency-key", key.ToString()))));
        Assert.Single(queue.Rig.Primary.Lines);
    });

    [Fact]
    public void TakeAsync_LongDescription_IsCutWithoutBreakingACharacter() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        queue.Rig.Primary.Behaviour = static (_, _) => Task.FromResult(new Holdfast.Pipeline.Stores.StoreResponse { Status = 400, Body = string.Concat(Enumerable.Repeat("💥", 5000)) });
        var outcome = await queue.TakeAsync(QueueRig.Message("m v=1"));
        Assert.InRange(outcome.Description.Length, 100, MessageOutcome.MaxDescription);
        Assert.Equal(outcome.Description, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(outcome.Description)));
    });

    private static (MessageEnding Ending, string Reason) Of(MessageOutcome outcome) => (outcome.Ending, outcome.Reason);

    private static byte[] Padded(int length)
    {
        var text = Encoding.UTF8.GetBytes("m s=\"" + new string('x', length));
        Array.Resize(ref text, length);
        text[^1] = (byte)'"';
        return text;
    }
}
