using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Draining;

/// <summary>Neighbouring batches of the log that belong to one tier, and so can be replayed as one write without changing their order.</summary>
internal sealed class DrainRun
{
    private DrainRun(List<LoggedBatch> entries) => Entries = entries;

    /// <summary>The batches, in the order of the log; at least one.</summary>
    public IReadOnlyList<LoggedBatch> Entries { get; }

    public string Tier => Entries[0].Batch.Tier;

    public long LastSequence => Entries[^1].Sequence;

    public long Points => Entries.Sum(static entry => (long)entry.Batch.Points);

    /// <summary>Cuts a piece of the log into runs of at most so many bytes; a single larger batch is a run of its own.</summary>
    public static IEnumerable<DrainRun> Split(IReadOnlyList<LoggedBatch> batches, int maxBytes)
    {
        var run = new List<LoggedBatch>();
        long bytes = 0;
        foreach (var entry in batches)
        {
            var fits = run.Count == 0
                || (bytes + entry.Batch.Lines.Length <= maxBytes && string.Equals(run[0].Batch.Tier, entry.Batch.Tier, StringComparison.Ordinal));
            if (!fits)
            {
                yield return new(run);
                (run, bytes) = ([], 0);
            }

            run.Add(entry);
            bytes += entry.Batch.Lines.Length;
        }

        if (run.Count > 0)
            yield return new(run);
    }

    /// <summary>The run as one batch.</summary>
    public Batch ToBatch(Tier tier)
    {
        var first = Entries[0].Batch;
        if (Entries.Count == 1)
            return new(tier, first.Key, first.LineageId, first.Lines, first.Points, first.MinTime, first.MaxTime);
        var lines = new byte[Entries.Sum(static entry => entry.Batch.Lines.Length)];
        var at = 0;
        foreach (var entry in Entries)
        {
            entry.Batch.Lines.Span.CopyTo(lines.AsSpan(at));
            at += entry.Batch.Lines.Length;
        }

        return new(
            tier, first.Key, first.LineageId, lines, (int)Points,
            Entries.Min(static entry => entry.Batch.MinTime), Entries.Max(static entry => entry.Batch.MaxTime));
    }

    /// <summary>The dead letter of a point that the store refused.</summary>
    public DeadLetterDraft Letter(PoisonPoint point, DateTimeOffset now)
    {
        var offset = point.Offset;
        var index = 0;
        while (offset >= Entries[index].Batch.Lines.Length)
            offset -= Entries[index++].Batch.Lines.Length;
        var letter = Letter(Entries[index], RejectionCode.RefusedByStore.Text(), $"{point.Store}: {point.Message}", now);
        return letter with { Bytes = Entries[index].Batch.Lines.Slice(offset, point.Length) };
    }

    /// <summary>The dead letter of a whole batch.</summary>
    public static DeadLetterDraft Letter(LoggedBatch entry, string reason, string message, DateTimeOffset now) => new(
        now, DeadLetterSource.Backfill, entry.Batch.Tier, entry.Batch.Bucket, reason, message, Line: 0, Column: 0, Attempts: 1,
        entry.Batch.LineageId, entry.Batch.Lines);
}
