using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Draining;

/// <summary>Neighbouring batches of a lane that belong to one tier, and so can be replayed as one write without changing their order.</summary>
/// <param name="pieces">The batches, in the order of the log; at least one.</param>
internal sealed class DrainRun(IReadOnlyList<DrainPiece> pieces)
{
    public IReadOnlyList<DrainPiece> Pieces { get; } = pieces;

    public string Tier => Pieces[0].Entry.Batch.Tier;

    /// <summary>The store whose lane the first batch is owed in.</summary>
    public string Store => Pieces[0].Entry.Batch.Store;

    public long MinTime => Pieces.Min(static piece => piece.Entry.Batch.MinTime);

    public long MaxTime => Pieces.Max(static piece => piece.Entry.Batch.MaxTime);

    public long FirstSequence => Pieces[0].Entry.Sequence;

    public int Bytes => Pieces.Sum(static piece => piece.Length);

    /// <summary>
    /// The run at the beginning of what is left, of at most so many bytes; a single larger batch is a run of its own. So is a part that was
    /// left over: it is about to be divided further.
    /// </summary>
    public static DrainRun First(IReadOnlyList<LoggedBatch> entries, int from, DrainPiece? left, int maxBytes)
    {
        if (left is { } part && part.Entry.Sequence == entries[from].Sequence)
            return new([part]);
        var run = new List<DrainPiece>();
        long bytes = 0;
        for (var index = from; index < entries.Count; index++)
        {
            var batch = entries[index].Batch;
            bytes += batch.Lines.Length;
            if (run.Count > 0 && (bytes > maxBytes
                || !string.Equals(batch.Tier, entries[from].Batch.Tier, StringComparison.Ordinal)
                || !string.Equals(batch.Store, entries[from].Batch.Store, StringComparison.Ordinal)))
                break;
            run.Add(DrainPiece.Whole(entries[index]));
        }

        return new(run);
    }

    /// <summary>The run as one batch.</summary>
    public Batch ToBatch(Tier tier)
    {
        var first = Pieces[0].Entry.Batch;
        var points = Pieces.Sum(static piece => piece.Points);
        var (min, max) = (MinTime, MaxTime);
        if (Pieces.Count == 1)
            return new(tier, first.Key, first.LineageId, Pieces[0].Lines, points, min, max);
        var lines = new byte[Bytes];
        var at = 0;
        foreach (var piece in Pieces)
        {
            piece.Lines.Span.CopyTo(lines.AsSpan(at));
            at += piece.Length;
        }

        return new(tier, first.Key, first.LineageId, lines, points, min, max);
    }

    /// <summary>
    /// What is left once the beginning is known to be delivered: how many pieces are done whole, and the part of the next one that is to be
    /// sent next, which never reaches beyond it.
    /// </summary>
    public (int Done, DrainPiece? Left) Behind(SearchProgress progress)
    {
        var (bytes, points, done) = (progress.Bytes, progress.Points, 0);
        while (done < Pieces.Count && bytes >= Pieces[done].Length)
        {
            bytes -= Pieces[done].Length;
            points -= Pieces[done].Points;
            done++;
        }

        if (done == Pieces.Count)
            return (done, null);
        var piece = Pieces[done];
        var rest = (piece with { Length = bytes, Points = points }).Rest;
        return (done, progress.NextBytes < rest.Length ? rest with { Length = progress.NextBytes, Points = progress.NextPoints } : rest);
    }

    /// <summary>The dead letter of one of the run's points.</summary>
    /// <param name="offset">Where it begins in the run's lines.</param>
    /// <param name="length">How many bytes it takes.</param>
    /// <param name="reason">The code.</param>
    /// <param name="message">The same for people.</param>
    /// <param name="now">The time.</param>
    public DeadLetterDraft Letter(int offset, int length, string reason, string message, DateTimeOffset now)
    {
        var index = 0;
        while (offset >= Pieces[index].Length)
            offset -= Pieces[index++].Length;
        return Letter(Pieces[index].Entry, reason, message, now) with { Bytes = Pieces[index].Lines.Slice(offset, length) };
    }

    /// <summary>The dead letter of a whole batch.</summary>
    public static DeadLetterDraft Letter(LoggedBatch entry, string reason, string message, DateTimeOffset now) => new(
        now, DeadLetterSource.Backfill, entry.Batch.Tier, entry.Batch.Bucket, reason, message, Line: 0, Column: 0, Attempts: 1,
        entry.Batch.LineageId, entry.Batch.Lines);
}
