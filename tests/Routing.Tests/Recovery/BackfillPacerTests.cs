using FsCheck;
using FsCheck.Fluent;
using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Tests.Recovery;

public sealed class BackfillPacerTests
{
    private const double MiB = 1024 * 1024;

    private static readonly RecoveryOptions Options = new();

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0.5)]
    [InlineData(20)]
    [InlineData(400)]
    public void Ask_WithoutLiveTraffic_GivesNineTenthsOfWhatTheStoreTakes(double mebibytes)
    {
        // As large as live batches may be; the slowest store takes them within the latency that is tolerated.
        var store = new PacedStore(Options with { BackfillLatency = TimeSpan.FromSeconds(2.5) }, mebibytes * MiB);
        store.Run(20 * Second);
        Assert.InRange(store.BytesSince(TimeSpan.Zero) / (20 * mebibytes * MiB), 0.9, 1.1);
    }

    [Fact]
    public void Ask_OneHiccupOfAnIdleStore_CostsLittle()
    {
        var store = new PacedStore(Options, 100 * MiB);
        store.Run(10 * Second);
        store.Latency = 2 * Second;
        store.Write(1);
        store.Latency = TimeSpan.Zero;
        store.Run(48 * Second);
        Assert.InRange(store.BytesSince(TimeSpan.Zero) / (60 * 100 * MiB), 0.9, 1.0);
        Assert.Equal(0, store.State.CongestedAt);
    }

    [Fact]
    public void Ask_BesideLiveTraffic_BeginsAtTheStartAndDoubles()
    {
        var store = new PacedStore(Options, 1000 * MiB) { Live = LiveTraffic.Present };
        store.Run(Second);
        Assert.InRange(store.BytesSince(TimeSpan.Zero), 0.85 * Options.BackfillStart, 1.15 * Options.BackfillStart);
        var from = store.At;
        store.Run(Second);
        Assert.InRange(store.BytesSince(from), 1.7 * Options.BackfillStart, 2.3 * Options.BackfillStart);
    }

    [Theory]
    [InlineData(LiveTraffic.None)]
    [InlineData(LiveTraffic.Present)]
    [InlineData(LiveTraffic.Waiting)]
    public void Tell_SlowWrites_HalveOncePerRoundAndNeverBelowTheFloor(LiveTraffic live)
    {
        var store = new PacedStore(Options, 1000 * MiB) { Live = live, Latency = TimeSpan.FromMilliseconds(300), State = BackfillPacer.Begin(Options, TimeSpan.Zero) with { Rate = 8 * MiB } };
        store.Write(64 * 1024);
        Assert.True(store.State.Rate <= 4 * MiB);
        var once = store.State.Rate;
        store.Write(64 * 1024);
        Assert.Equal(once, store.State.Rate);
        store.Latency = 5 * Second;
        store.Run(60 * Second);
        Assert.Equal(Options.BackfillFloor, store.State.Rate);
        Assert.True(store.Writes.Count > 10);
    }

    [Fact]
    public void Tell_LargeWrites_MayTakeLongerInProportion()
    {
        var state = BackfillPacer.Begin(Options, TimeSpan.Zero);
        var write = new PaceWrite(TimeSpan.Zero, TimeSpan.FromMilliseconds(900), 1024 * 1024, 1024 * 1024, Failed: false, TimeSpan.Zero);
        Assert.Equal(0, BackfillPacer.Tell(state, write, LiveTraffic.None, Options, PacedStore.ReferenceBytes, Second).CongestedAt);
        Assert.NotEqual(0, BackfillPacer.Tell(state, write with { Elapsed = 1.1 * Second }, LiveTraffic.None, Options, PacedStore.ReferenceBytes, Second).CongestedAt);
    }

    [Fact]
    public void Ask_PleaForPatience_IsWaitedOutAndHalves()
    {
        var store = new PacedStore(Options, 100 * MiB) { Quiet = 7 * Second };
        store.Write(64 * 1024);
        Assert.Equal(7 * Second, BackfillPacer.Ask(store.State, LiveTraffic.None, Options, store.At).Delay);
        Assert.True(store.State.Rate < Options.BackfillStart);
    }

    [Fact]
    public void P19_BacklogWithoutLiveTraffic_DoesNotRunTheReceiverOver()
    {
        // The store answers at once as long as it is given less than 10 MiB/s, and slowly beyond.
        var store = new PacedStore(Options, 1000 * MiB);
        for (var turn = 0; turn < 20_000 && store.At < 120 * Second; turn++)
        {
            var given = store.BytesSince(store.At - Second);
            store.Latency = given > 10 * MiB ? TimeSpan.FromMilliseconds(1500) : TimeSpan.Zero;
            var grant = BackfillPacer.Ask(store.State, LiveTraffic.None, Options, store.At);
            if (grant.Delay > TimeSpan.Zero)
                store.Run(grant.Delay);
            else
                store.Write(grant.Bytes);
        }

        var settled = store.BytesSince(60 * Second) / (store.At - (60 * Second)).TotalSeconds;
        Assert.InRange(settled, 2 * MiB, 12 * MiB);
    }

    [Fact]
    public void Ask_LiveWritesAlwaysWaiting_StillGivesTheFloor()
    {
        var store = new PacedStore(Options, 100 * MiB) { Live = LiveTraffic.Waiting };
        store.Run(30 * Second);
        Assert.InRange(store.BytesSince(TimeSpan.Zero) / 30.0, 0.9 * Options.BackfillFloor, 1.6 * Options.BackfillFloor);
    }

    [Fact]
    public void Ask_BatchLargerThanGranted_IsPaidForAfterwards()
    {
        var store = new PacedStore(Options, 1000 * MiB) { Live = LiveTraffic.Present };
        store.Write(16 * 1024 * 1024);
        Assert.True(BackfillPacer.Ask(store.State, LiveTraffic.Present, Options, store.At).Delay > Second);
    }

    /// <summary>Whatever happens: the rate stays within its bounds, nothing waits longer than the floor allows, and nothing is not a number.</summary>
    [Fact]
    public void Pace_WhateverTheStoreDoes_StaysWithinItsBounds()
    {
        var steps = Gen.Choose(0, 9999).ArrayOf(200);
        Prop.ForAll(steps.ToArbitrary(), static choices =>
        {
            var store = new PacedStore(Options, 50 * MiB);
            foreach (var choice in choices)
            {
                store.Live = (LiveTraffic)(choice % 3);
                store.Latency = TimeSpan.FromMilliseconds(choice / 3 % 7 * 200);
                store.Quiet = choice % 41 == 0 ? TimeSpan.FromMilliseconds(choice) : null;
                var before = store.State.Rate;
                var grant = BackfillPacer.Ask(store.State, store.Live, Options, store.At);
                var owedToFloor = TimeSpan.FromSeconds((double)store.State.LastBytes / Options.BackfillFloor) + TimeSpan.FromMilliseconds(1);
                Assert.True(grant.Delay <= owedToFloor || store.State.QuietUntil > store.At);
                Assert.True(grant.Delay > TimeSpan.Zero ? grant.Bytes == 0 : grant.Bytes is > 0 and <= BackfillPacer.LargestWrite);
                if (grant.Delay > TimeSpan.Zero)
                    store.Run(grant.Delay);
                else
                    store.Write(grant.Bytes);
                Assert.InRange(store.State.Rate, Options.BackfillFloor, BackfillPacer.HighestRate);
                Assert.True(double.IsFinite(store.State.Measured) && double.IsFinite(store.State.CongestedAt) && store.State.Measured >= 0);
            }
        }).QuickCheckThrowOnFailure();
    }
}
