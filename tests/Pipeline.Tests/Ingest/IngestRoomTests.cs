using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Queueing;
using Holdfast.Pipeline.Tests.Queueing;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Ingest;

/// <summary>What a request takes beside its body is counted among the bytes in flight as well.</summary>
public sealed class IngestRoomTests
{
    private const string Text = "m v=1";

    /// <summary>A blank, the longest timestamp and a newline are what the line may grow by.</summary>
    private const int Longest = 5 + 22;

    private const int Room = 1024;

    [Theory]
    [InlineData(Room - Longest - 1, IngestStatus.Committed)]
    [InlineData(Room - Longest, IngestStatus.Committed)]
    [InlineData(Room - Longest + 1, IngestStatus.Overloaded)]
    [InlineData(Room, IngestStatus.Overloaded)]
    public void WriteAsync_OthersInFlight_IsTakenWhileThereIsRoom(int others, IngestStatus status) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Limits = Limits(Room) });
        Assert.True(rig.Admission.TryReserve(others));
        var reply = await rig.IngestAsync(Text);
        Assert.Equal(status, reply.Status);
        Assert.Equal(status == IngestStatus.Committed ? 1 : 0, rig.Primary.Lines.Count);
        Assert.Equal(others, rig.Admission.Bytes);

        // Nothing of it is remembered: as soon as there is room it is taken, and written.
        rig.Admission.Release(others);
        Assert.Equal(IngestStatus.Committed, (await rig.IngestAsync(Text)).Status);
        Assert.Equal(0, rig.Admission.Bytes);
    });

    /// <summary>It needs room for its text and for what is made of it, which is 22 bytes longer: at, below and above what there is at all.</summary>
    [Theory]
    [InlineData(500, IngestStatus.Overloaded)]
    [InlineData(501, IngestStatus.Overloaded)]
    [InlineData(502, IngestStatus.TooLarge)]
    public void WriteAsync_MoreThanEverFits_IsTooLarge(int length, IngestStatus status) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Limits = Limits(Room) });
        Assert.True(rig.Admission.TryReserve(Room));
        var reply = await rig.IngestAsync($"m v=\"{new string('x', length - 6)}\"");
        Assert.Equal((status, false), (reply.Status, reply.Acknowledged));
        Assert.Equal(
            status == IngestStatus.TooLarge
                ? "the body and its lines with timestamps in nanoseconds take up to 1026 bytes, and 1024 may be in flight: send smaller batches"
                : "too many bytes in flight",
            reply.Message);
        Assert.Empty(rig.Primary.Requests);
        Assert.Equal(Room, rig.Admission.Bytes);
    });

    [Fact]
    public void WriteAsync_WhileItIsWritten_KeepsRoomForWhatItIsAndNoMore() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var inFlight = -1L;
        rig.Primary.Behaviour = (body, _) =>
        {
            inFlight = rig.Admission.Bytes;
            return Task.FromResult(rig.Primary.Commit(body));
        };
        await rig.IngestAsync(Text);
        Assert.Equal(rig.Primary.Lines.Single().Length + 1, inFlight);
        Assert.Equal(0, rig.Admission.Bytes);
    });

    [Theory]
    [InlineData("bad")]
    [InlineData("")]
    [InlineData("m v=1\nbad")]
    public void WriteAsync_WhateverItIs_GivesAllBack(string text) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.IngestAsync(text);
        Assert.Equal(0, rig.Admission.Bytes);
    });

    [Fact]
    public void TakeAsync_MessageThatNeverFits_IsDeadLetteredWithTheMend() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world, new() { Limits = Limits(Room) });
        var outcome = await queue.TakeAsync(QueueRig.Message(string.Concat(Enumerable.Repeat("m v=1\n", 100))));
        Assert.Equal((MessageEnding.DeadLettered, MessageReasons.TooLarge), (outcome.Ending, outcome.Reason));
        Assert.EndsWith("send smaller batches, or raise Holdfast:Limits:MaxBytesInFlight", outcome.Description, StringComparison.Ordinal);
        Assert.Empty(queue.Rig.Primary.Lines);
    });

    private static LimitOptions Limits(int room) => new() { MaxBytesInFlight = room, MaxBodyBytes = room, MaxExpandedBytes = room, MaxLineBytes = room };
}
