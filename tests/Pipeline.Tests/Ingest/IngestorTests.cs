using System.Text;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Tests.Ingest;

public sealed class IngestorTests
{
    [Fact]
    public void WriteAsync_GoodLines_Commits() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var reply = await rig.IngestAsync("m v=1\nm v=2\n");
        Assert.Equal((IngestStatus.Committed, 0, SkipReason.None), (reply.Status, reply.Position, reply.FallbackReason));
        Assert.Equal(64, reply.Key.Length);
        Assert.NotEmpty(reply.LineageId);
    });

    [Fact]
    public void WriteAsync_NoTimestamp_IsStampedOnceForEveryCopy() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.CommitAndHang();
        await rig.IngestAsync("m v=1");
        rig.Primary.Recover();
        await rig.DrainAsync();
        await rig.PassAsync(10);
        await rig.DrainAsync();
        Assert.Equal([$"m v=1 {WritingRig.TimeOf(0)}"], rig.Replica.Lines);
        Assert.All(rig.Primary.Lines, line => Assert.Equal(rig.Replica.Lines[0], line));
        Assert.Equal(2, rig.Primary.Lines.Count);
    });

    [Theory]
    [InlineData(TimestampPrecision.Seconds, "m v=1 1795176000", "1795176000000000000")]
    [InlineData(TimestampPrecision.Milliseconds, "m v=1 1795176000001", "1795176000001000000")]
    [InlineData(TimestampPrecision.Microseconds, "m v=1 1795176000000001", "1795176000000001000")]
    public void WriteAsync_Precision_BecomesNanoseconds(TimestampPrecision precision, string line, string time) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        Assert.Equal(IngestStatus.Committed, (await rig.IngestAsync(line, precision: precision)).Status);
        Assert.Equal([$"m v=1 {time}"], rig.Primary.Lines);
    });

    [Fact]
    public void WriteAsync_SomeBadLines_CommitsTheGoodAndQuarantinesTheBadBeforeTheAnswer() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var reply = await rig.IngestAsync("m v=1\nbad\nm v=2\nm,t v=3");
        Assert.Equal((IngestStatus.Invalid, "2 of 4 lines rejected, 2 accepted"), (reply.Status, reply.Message));
        Assert.Equal([(2, "missing_fields"), (4, "invalid_tag")], reply.Lines.Select(static line => (line.Line, line.Code)));
        Assert.Equal(2, rig.Primary.Lines.Count);
        var letters = await rig.LettersAsync();
        Assert.Equal(["bad", "m,t v=3"], letters.Select(static letter => Encoding.UTF8.GetString(letter.Bytes.Span)));
        Assert.All(letters, letter => Assert.Equal((reply.LineageId, DeadLetterSource.Http, "hot"), (letter.LineageId, letter.Source, letter.Tier)));
    });

    [Fact]
    public void WriteAsync_RefusedByTheStore_TellsTheProducersLineAndKeepsTheStoresMessage() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.RejectLinesWith("poison");
        var reply = await rig.IngestAsync("# one\nm v=1\n\nbad\nm s=\"poison\"\nm v=2");
        Assert.Equal(IngestStatus.Invalid, reply.Status);
        Assert.Equal([(4, "missing_fields"), (5, "refused_by_store")], reply.Lines.Select(static line => (line.Line, line.Code)));
        var letter = (await rig.LettersAsync()).Single(static letter => letter.Reason == "refused_by_store");
        Assert.Equal(("s0: partial write: field type conflict dropped=1", 5), (letter.Message, letter.Line));
        Assert.Equal("2 of 4 lines rejected, 2 accepted", reply.Message);
    });

    [Fact]
    public void WriteAsync_OnlyLinesBeyondTheTimeToLive_ViolatesTheTier() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var reply = await rig.IngestAsync("m v=1 1000\nm v=2 2000");
        Assert.Equal((IngestStatus.TierViolation, 2), (reply.Status, reply.Lines.Count));
        Assert.Equal(2, rig.Letters.Summary.Count);
    });

    [Fact]
    public void WriteAsync_UnknownBucket_IsNotFound() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var reply = await rig.Ingestor.WriteAsync(new("nope", default, null, null, DeadLetterSource.Http, "m v=1"u8.ToArray()));
        Assert.Equal((IngestStatus.UnknownBucket, false), (reply.Status, reply.Acknowledged));
    });

    [Theory]
    [InlineData("")]
    [InlineData("\n\n# nothing but a comment\n\r\n")]
    public void WriteAsync_NothingInIt_IsCommittedWithoutWriting(string text) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        Assert.Equal(IngestStatus.Committed, (await rig.IngestAsync(text)).Status);
        Assert.Empty(rig.Primary.Requests);
    });

    [Fact]
    public void WriteAsync_SameContentAgain_AnswersTheFirstAnswerWithoutWriting() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var text = $"{WritingRig.Line(1)}\nbad";
        var first = await rig.IngestAsync(text);
        var second = await rig.IngestAsync(text);
        Assert.Equal(first with { Replayed = true }, second);
        Assert.Single(rig.Primary.Requests);
        Assert.Equal(1, rig.Letters.Summary.Count);
    });

    [Fact]
    public void WriteAsync_DifferentRejectedLinesOnly_AreDifferentRequests() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        Assert.False((await rig.IngestAsync("bad")).Replayed);
        Assert.False((await rig.IngestAsync("worse")).Replayed);
        Assert.Equal(2, rig.Letters.Summary.Count);
    });

    [Fact]
    public void WriteAsync_SameKeyInFlight_WaitsForTheFirstAnswer() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Behaviour = async (body, ct) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), world.Time, ct);
            return rig.Primary.Commit(body);
        };
        var replies = await Task.WhenAll(rig.IngestAsync("m v=1", "k"), rig.IngestAsync("m v=1", "k"));
        Assert.Equal([false, true], replies.Select(static reply => reply.Replayed));
        Assert.Single(rig.Primary.Requests);
    });

    [Fact]
    public void WriteAsync_SameKeyInFlightForTooLong_IsUnavailable() => VirtualWorld.Run(async world =>
    {
        var delivery = new DeliveryOptions { Timeout = TimeSpan.FromSeconds(1), TryTimeout = TimeSpan.FromSeconds(0.4), ReferenceBytes = 1024 };
        var rig = await WritingRig.StartAsync(world, new() { Delivery = delivery });
        rig.Primary.Hang();

        // Ten times the reference size, and so ten times the time.
        var first = rig.IngestAsync(string.Concat(Enumerable.Range(1, 400).Select(static value => $"{WritingRig.Line(value)}\n")), "k");
        var second = await rig.IngestAsync("m v=1", "k");
        Assert.Equal((IngestStatus.Unavailable, TimeSpan.FromSeconds(1)), (second.Status, world.Time.Elapsed));
        Assert.False(second.Acknowledged);
        Assert.Equal(IngestStatus.Committed, (await first).Status);
    });

    [Fact]
    public void WriteAsync_DeadLettersHang_IsAnsweredWithinTheTotalBudget() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Disk.Faults.SyncGate = Task.Delay(TimeSpan.FromHours(1), world.Time);
        var reply = await rig.IngestAsync("m v=1\nbad");
        Assert.Equal((IngestStatus.Unavailable, false), (reply.Status, reply.Acknowledged));
        Assert.True(world.Time.Elapsed <= rig.Settings.Delivery.Timeout, $"{world.Time.Elapsed}");
    });

    [Fact]
    public void WriteAsync_NotAcknowledged_LeavesTheKeyFree() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        rig.Replica.Refuse();
        rig.Disk.Faults.FailNext(MemoryStep.SyncFile);
        Assert.Equal(IngestStatus.Unavailable, (await rig.IngestAsync("m v=1", "k")).Status);
        rig.Primary.Recover();
        var again = await rig.IngestAsync("m v=1", "k");
        Assert.Equal((true, false), (again.Acknowledged, again.Replayed));
    });

    [Fact]
    public void WriteAsync_DeadLettersCannotTakeIt_IsNotAcknowledged() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Disk.Faults.FailNext(MemoryStep.SyncFile);
        var reply = await rig.IngestAsync("m v=1\nbad");
        Assert.Equal((IngestStatus.Overloaded, false), (reply.Status, reply.Acknowledged));
    });

    [Fact]
    public void RedriveAsync_MendedByAnEditedText_CommitsItAndRemovesTheLetter() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.IngestAsync("m 1=\nm v=x", precision: TimestampPrecision.Seconds);
        var letters = await rig.LettersAsync();
        await Task.Delay(TimeSpan.FromMinutes(5), world.Time);

        var failed = await rig.Desk.RedriveAsync(new() { All = true }, CancellationToken.None);
        Assert.Equal((0, 2), (failed.Redriven, failed.Failed.Count));
        Assert.Equal(2, rig.Letters.Summary.Count);

        var mended = await rig.Desk.RedriveAsync(new DeadLetterSelection { Id = letters[1].Id, Text = "m v=7" }, CancellationToken.None);
        Assert.Equal((1, 0), (mended.Redriven, mended.Failed.Count));
        Assert.Equal([$"m v=7 {WritingRig.TimeOf(0)}"], rig.Primary.Lines);
        Assert.Equal(1, rig.Letters.Summary.Count);
        Assert.Equal(1, await rig.Desk.PurgeAsync(new() { Reason = letters[0].Reason }, CancellationToken.None));
        Assert.Equal(0, rig.Letters.Summary.Count);
    });

    [Fact]
    public void RedriveAsync_StoreMended_CommitsWithTheProducersPrecision() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.RejectLinesWith("m ");
        await rig.IngestAsync("m v=1 1795176001", precision: TimestampPrecision.Seconds);
        rig.Primary.Recover();
        Assert.Equal(1, (await rig.Desk.RedriveAsync(new() { All = true }, CancellationToken.None)).Redriven);
        Assert.Equal(["m v=1 1795176001000000000"], rig.Primary.Lines);
    });
}
