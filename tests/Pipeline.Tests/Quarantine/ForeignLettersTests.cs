using System.Text;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Queueing;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Tests.Quarantine;

public sealed class ForeignLettersTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListAsync_ExpiredBatchOfTheDeferredLog_IsALetterOfReasonExpired(bool gzip)
    {
        var rig = new LetterRig();
        var body = gzip ? QueueRig.Gzip("m v=1 1") : "m v=1 1"u8.ToArray();
        rig.Owed.Add(new(Item(body, ("lineage", "l-1"))) { Session = $"s0|{WritingRig.Bucket}", DeadReason = "TTLExpiredException", DeadDescription = "expired" });
        var letter = Assert.Single(await LetterRig.AllAsync(rig.One, "expired"));
        Assert.Equal(
            ("expired", DeadLetterSource.Backfill, "hot", WritingRig.Bucket, "owed to s0; TTLExpiredException: expired", "m v=1 1"),
            (letter.Reason, letter.Source, letter.Tier, letter.Bucket, letter.Message, LetterRig.TextOf(letter)));
        Assert.StartsWith("1", letter.Id, StringComparison.Ordinal);
        Assert.Equal("l-1", letter.LineageId);
        Assert.Equal(TimestampPrecision.Nanoseconds, letter.Precision);
    }

    [Theory]
    [InlineData("", "unknown")]
    [InlineData("MaxDeliveryCountExceeded", "undeliverable")]
    [InlineData("missing_fields", "missing_fields")]
    public async Task ListAsync_DeadMessageOfTheIngestQueue_IsALetterWithItsReason(string given, string reason)
    {
        var rig = new LetterRig();
        rig.Ingest.Add(new(Item("bad"u8.ToArray(), ("bucket", WritingRig.Bucket), ("precision", "s"))) { DeadReason = given, DeadDescription = "why" });
        var letter = Assert.Single(await LetterRig.AllAsync(rig.One, reason));
        Assert.Equal(
            (reason, DeadLetterSource.Queue, "hot", WritingRig.Bucket, "why", "bad", TimestampPrecision.Seconds),
            (letter.Reason, letter.Source, letter.Tier, letter.Bucket, letter.Message, LetterRig.TextOf(letter), letter.Precision));
    }

    [Theory]
    [InlineData("d")]
    [InlineData(9)]
    public async Task ListAsync_DeadMessageOfUnknownPrecision_NamesNoBucketSoThatNoRedriveWritesWrongTimes(object precision)
    {
        var rig = new LetterRig();
        rig.Ingest.Add(new(Item("m v=1 1"u8.ToArray(), ("bucket", WritingRig.Bucket), ("precision", precision))) { DeadReason = "x", DeadDescription = "why" });
        var letter = Assert.Single(await LetterRig.AllAsync(rig.One));
        Assert.Equal(("", "why (bucket \"telemetry_hot\")"), (letter.Bucket, letter.Message));
    }

    [Fact]
    public async Task ListAsync_DamagedGzip_ShowsTheBytesOfAMessageAndCountsABatchAsUnreadable()
    {
        var rig = new LetterRig();
        var broken = QueueRig.Gzip("m v=1 1\nm v=2 2\n")[..^5];
        rig.Ingest.Add(new(Item(broken, ("bucket", WritingRig.Bucket))) { DeadReason = "malformed_gzip" });
        rig.Owed.Add(new(Item(broken)) { Session = $"s0|{WritingRig.Bucket}", DeadReason = "TTLExpiredException" });
        var page = await rig.One.ListAsync(null, null, 10, CancellationToken.None);
        Assert.Equal(1, page.Unreadable);
        Assert.Equal(broken, Assert.Single(page.Letters).Bytes.ToArray());
    }

    [Fact]
    public async Task ListAsync_AllShelves_ShowsThemOneBehindTheOther()
    {
        var rig = new LetterRig();
        await rig.AddAsync("own1", "own2");
        rig.Owed.Add(new(Item("owed"u8.ToArray())) { Session = "s0|b" });
        rig.Ingest.Add(new(Item("ingest"u8.ToArray())));
        foreach (var page in new[] { 1, 2, 3, 100 })
        {
            var letters = await LetterRig.AllAsync(rig.One, page: page);
            Assert.Equal(["own1", "own2", "owed", "ingest"], letters.Select(LetterRig.TextOf));
            Assert.Equal(letters.Select(static letter => letter.Id).Order(StringComparer.Ordinal), letters.Select(static letter => letter.Id));
        }
    }

    [Fact]
    public void Redrive_All_WritesTheLettersOfEveryShelfAndEmptiesThem() => VirtualWorld.Run(async world =>
    {
        var writing = await WritingRig.StartAsync(world);
        var rig = new LetterRig();
        await rig.One.AddAsync([LetterRig.Draft(WritingRig.Line(1)) with { Precision = default }, LetterRig.Draft("still bad")], CancellationToken.None);
        rig.Owed.Add(new(Item(Encoding.UTF8.GetBytes(WritingRig.Line(2)))) { Session = $"s0|{WritingRig.Bucket}", DeadReason = "TTLExpiredException" });
        rig.Ingest.Add(new(Item(QueueRig.Gzip(WritingRig.Line(3)), ("bucket", WritingRig.Bucket))) { DeadReason = "undeliverable" });
        await rig.One.RefreshAsync(CancellationToken.None);
        var result = await new DeadLetterDesk(rig.One, writing.Ingestor, writing.Lineage).RedriveAsync(new() { All = true }, CancellationToken.None);
        Assert.Equal((3, "invalid_field"), (result.Redriven, Assert.Single(result.Failed).Code));
        Assert.Equal([WritingRig.Line(1), WritingRig.Line(2), WritingRig.Line(3)], writing.Primary.Lines);
        Assert.Equal((1, 0, 0), (rig.Own.Count, rig.Owed.Count, rig.Ingest.Count));
        Assert.Equal(1, await new DeadLetterDesk(rig.One, writing.Ingestor, writing.Lineage).PurgeAsync(new() { Reason = "missing_fields" }, CancellationToken.None));
        Assert.Equal((0, 0L), (rig.Own.Count, rig.One.Summary.Count));
    });

    [Fact]
    public void Redrive_QueueGoesAwayWhileItRuns_EndsAndSaysSo() => VirtualWorld.Run(async world =>
    {
        var writing = await WritingRig.StartAsync(world);
        var rig = new LetterRig(new() { MaxPage = 1 });
        await rig.AddAsync("a", "b", "c");
        var peeks = 0;
        rig.Own.Before = step => step == "peek" && ++peeks > 1 ? QueueFault.Unreachable : QueueFault.None;
        var result = await new DeadLetterDesk(rig.One, writing.Ingestor, writing.Lineage).RedriveAsync(new() { All = true }, CancellationToken.None);
        Assert.Equal(0, result.Redriven);
        Assert.Contains(result.Failed, static failure => failure is { Id: "", Code: "unreadable" });
    });

    [Fact]
    public void Redrive_RemovalFailsAfterTheWrite_SaysSoAndTheNextOneRepeatsTheWrite() => VirtualWorld.Run(async world =>
    {
        var writing = await WritingRig.StartAsync(world);
        var rig = new LetterRig();
        await rig.One.AddAsync([LetterRig.Draft(WritingRig.Line(1)) with { Precision = default }], CancellationToken.None);
        rig.Own.Before = static step => step == "complete" ? QueueFault.LockLost : QueueFault.None;
        var desk = new DeadLetterDesk(rig.One, writing.Ingestor, writing.Lineage);
        Assert.Equal("not_removed", Assert.Single((await desk.RedriveAsync(new() { All = true }, CancellationToken.None)).Failed).Code);
        rig.Own.Before = static _ => QueueFault.None;
        rig.Own.LockAll(false);
        Assert.Equal(1, (await desk.RedriveAsync(new() { All = true }, CancellationToken.None)).Redriven);
        Assert.Single(writing.Primary.Lines.Distinct(StringComparer.Ordinal));
    });

    private static QueueItem Item(byte[] body, params (string Name, object Value)[] properties) =>
        new(0, VirtualTime.Start, 1, body, properties.ToDictionary(static one => one.Name, static one => one.Value, StringComparer.Ordinal), null);
}
