using System.Diagnostics;
using Holdfast.Soak.Faults;
using Holdfast.Soak.Reporting;
using Holdfast.Soak.Traffic;
using Holdfast.Soak.Watching;
using Holdfast.Tests.Support.Live.Failover;

namespace Holdfast.Soak.Running;

/// <summary>Closes the books of each span, writes its line, and keeps the sums.</summary>
/// <param name="traffic">What is counted.</param>
/// <param name="watch">How Holdfast stands.</param>
/// <param name="faults">What is wrong.</param>
/// <param name="loop">The producers.</param>
/// <param name="report">Where to.</param>
/// <param name="clock">Runs from the first request.</param>
internal sealed class MinuteWriter(SoakTraffic traffic, SoakWatch watch, FaultJournal faults, OpenLoop loop, SoakReport report, Stopwatch clock) : IDisposable
{
    private const int MaxOddities = 5;

    /// <summary>
    /// How often a thread that is ready to run may be kept waiting on an answer's way: the producer's, Holdfast's before and behind the store, and
    /// the producer's again. (The store's own is within a try's time-out.)
    /// </summary>
    private const int Waits = 4;

    /// <summary>How often an answer may wait for the disk: rejected lines are kept, and then what is owed.</summary>
    private const int Syncs = 2;

    /// <summary>A stall, of the machine or the disk, behind which the log may not be synced within a request's time: a third of that.</summary>
    private static readonly TimeSpan LongStall = TimeSpan.FromSeconds(0.5);

    private StallWatch _stalls = new();
    private TimeSpan _before;
    private TimeSpan _allowedBefore;
    private bool _stoodBefore;

    /// <summary>The sums of all spans.</summary>
    public SoakTotals Totals { get; } = new();

    /// <summary>Writes a line at every interval until told to stop.</summary>
    public async Task RunAsync(TimeSpan interval, CancellationToken stop)
    {
        for (var due = interval; !stop.IsCancellationRequested; due += interval)
        {
            var wait = due - clock.Elapsed;
            if (wait > TimeSpan.Zero)
                await Task.WhenAny(Task.Delay(wait, stop));
            if (!stop.IsCancellationRequested)
                Write();
        }
    }

    /// <summary>Writes a line now.</summary>
    public void Write()
    {
        var (now, span) = (clock.Elapsed, traffic.Turn());
        var seconds = Math.Max(0.001, (now - _before).TotalSeconds);
        _before = now;
        var (stall, disk) = Stalls();

        // What is answered at the beginning of this span may have been kept waiting at the end of the one before it.
        var allowance = (stall * Waits) + (disk * Syncs);
        var stood = stall + disk > LongStall;
        Totals.Add(span, allowance > _allowedBefore ? allowance : _allowedBefore, stood || _stoodBefore);
        (_allowedBefore, _stoodBefore) = (allowance, stood);
        var last = watch.Last;
        var sample = watch.Samples is [.., var newest] && now - newest.At < TimeSpan.FromSeconds(10) ? newest : null;
        var answers = new Dictionary<int, long>(span.ByStatus);
        if (span.Unanswered + span.CutOff > 0)
            answers[0] = span.Unanswered + span.CutOff;
        report.Line(new()
        {
            At = now,
            Requests = span.Requests / seconds,
            Points = span.Points / seconds,
            Acknowledged = Totals.Points,
            Answers = answers,
            Milliseconds = new(span.Latency.Percentile(0.5).TotalMilliseconds, span.Latency.Percentile(0.99).TotalMilliseconds, span.Latency.Worst.TotalMilliseconds),
            Stall = (stall + disk).TotalMilliseconds,
            Owed = last?.Stores.Where(static store => store.Owed is { Batches: > 0 }).ToDictionary(static store => store.Name, static store => store.Owed!.Batches, StringComparer.Ordinal) ?? [],
            Pending = loop.Pending,
            DeadLetters = watch.DeadLetters,
            Breakers = last?.Stores.Where(static store => store.Mode is not "closed").ToDictionary(static store => store.Name, static store => store.Mode ?? "", StringComparer.Ordinal) ?? [],
            Memory = sample?.Process.Memory,
            Heap = sample?.Managed,
            Handles = sample?.Process.Handles,
            Threads = sample?.Process.Threads,
            Data = watch.DataBytes(),
            Faults = faults.Recent(),
        });
        foreach (var what in span.Oddities.Take(MaxOddities))
            report.Say("! " + what);
    }

    /// <inheritdoc/>
    public void Dispose() => _stalls.Dispose();

    /// <summary>
    /// The worst that the machine, the pool and the collector together may have kept a thread waiting in this span, and the disk a sync, as seen from
    /// here.
    /// </summary>
    private (TimeSpan Machine, TimeSpan Disk) Stalls()
    {
        var stalls = _stalls;
        _stalls = new();
        stalls.Dispose();
        return (stalls.Machine + stalls.Pool, stalls.Disk);
    }
}
