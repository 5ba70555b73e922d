using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>The pace of one store's backfill in this process; a restart begins it anew. For one caller at a time.</summary>
internal sealed class StorePace(RecoveryOptions options, int referenceBytes, TimeProvider time)
{
    /// <summary>What was found out longer ago says nothing about the store any more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly long _origin = time.GetTimestamp();
    private PaceState? _state;

    /// <summary>What the backfill really makes, in bytes a second; 0 when that is not known.</summary>
    public double Rate => _state?.Measured ?? 0;

    /// <summary>The present, on the clock that never jumps.</summary>
    public TimeSpan Now => time.GetElapsedTime(_origin);

    public PaceGrant Ask(LiveTraffic live)
    {
        var now = Now;
        if (_state is not { } state || (now - state.LastFrom > Memory && state.QuietUntil <= now))
            _state = BackfillPacer.Begin(options, now);
        return BackfillPacer.Ask(_state.Value, live, options, now);
    }

    public void Tell(BackfillPiece piece, TimeSpan from, LiveTraffic live)
    {
        if (!piece.Wrote || _state is not { } state)
            return;
        var write = new PaceWrite(from, piece.Slowest, piece.Portion.Bytes, Math.Max(1, piece.LargestBytes), piece.End is DrainEnd.Failed, piece.Quiet);
        _state = BackfillPacer.Tell(state, write, live, options, referenceBytes, Now);
    }
}
