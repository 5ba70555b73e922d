using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Draining;

/// <summary>What one step has done so far.</summary>
internal sealed class DrainTally
{
    private readonly HashSet<long> _begun = [];
    private readonly Dictionary<string, RecoverySpan> _spans = new(StringComparer.Ordinal);
    private int _batches;
    private long _points;
    private long _bytes;
    private int _writes;
    private TimeSpan _elapsed;
    private TimeSpan _slowest;
    private WriteClass? _last;

    /// <summary>The last sequence up to which everything is delivered; -1 for none.</summary>
    public long Through { get; private set; } = -1;

    /// <summary>Whether anything has come further, even if only a part of a batch.</summary>
    public bool Progressed => _batches > 0 || _begun.Count > 0;

    /// <summary>A batch, or its last part, is delivered.</summary>
    public void Done(in DrainPiece piece)
    {
        _batches++;
        Partly(piece);
        Through = piece.Entry.Sequence;
    }

    /// <summary>A part of a batch is delivered, and more of it is left.</summary>
    public void Partly(in DrainPiece piece)
    {
        _begun.Add(piece.Entry.Sequence);
        _points += piece.Points;
        _bytes += piece.Length;
        var batch = piece.Entry.Batch;
        _spans[batch.Tier] = _spans.TryGetValue(batch.Tier, out var span)
            ? span.Covering(batch.MinTime, batch.MaxTime)
            : new(batch.Tier, batch.MinTime, batch.MaxTime);
    }

    public void Wrote(AttemptOutcome outcome, TimeSpan elapsed)
    {
        _writes++;
        _elapsed += elapsed;
        _last = outcome.Class;
        if (outcome.Poison.Count == 0 && outcome.Partial is null && elapsed > _slowest)
            _slowest = elapsed;
    }

    public DrainResult Over(DrainResult end) => end with
    {
        Batches = _batches,
        Points = _points,
        Bytes = _bytes,
        Writes = _writes,
        Elapsed = _elapsed,
        Slowest = _slowest,
        LastClass = _last,
        Spans = [.. _spans.Values],
    };
}
