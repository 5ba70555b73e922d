namespace Holdfast.Routing.Recovery;

/// <summary>
/// The pace of one store's backfill: additive increase, multiplicative decrease (Chiu and Jain 1989) with TCP's slow start, on the store's
/// latency, its failures and its pleas for patience. Beside live traffic it always binds; without it only once the store has shown that it
/// cannot keep up, since a store that nobody else writes to may as well be used (P19: a backlog must not run its receiver over).
/// </summary>
public static class BackfillPacer
{
    /// <summary>The most bytes of one write.</summary>
    public const int LargestWrite = 1024 * 1024;

    /// <summary>The least bytes of one write that the pace leads to: smaller ones cost the store more than they give.</summary>
    public const int SmallestWrite = 64 * 1024;

    /// <summary>No rate is higher, so that doubling ends somewhere.</summary>
    public const double HighestRate = 4.0 * 1024 * 1024 * 1024;

    /// <summary>Writes aim at so many in a second.</summary>
    private const int WritesPerSecond = 8;

    /// <summary>What one round adds, as a share of the rate that was too much, or of the start: from its half back there in four rounds.</summary>
    private const double Increase = 0.125;

    /// <summary>The length of a round: the rate is raised or halved at most once in it.</summary>
    public static TimeSpan Round => TimeSpan.FromSeconds(1);

    /// <summary>How often to look whether live writes have gone out.</summary>
    public static TimeSpan Turn => TimeSpan.FromMilliseconds(5);

    /// <summary>The pace of a backfill that begins.</summary>
    /// <param name="options">Start and floor.</param>
    /// <param name="at">The present.</param>
    public static PaceState Begin(RecoveryOptions options, TimeSpan at)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new() { Rate = Math.Max(options.BackfillStart, options.BackfillFloor), SlowStart = true, RoundFrom = at, LastFrom = at };
    }

    /// <summary>Whether, and how much, may be written now.</summary>
    /// <param name="state">The pace.</param>
    /// <param name="live">How live writes to the store stand.</param>
    /// <param name="options">The floor.</param>
    /// <param name="at">The present.</param>
    public static PaceGrant Ask(PaceState state, LiveTraffic live, RecoveryOptions options, TimeSpan at)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (state.QuietUntil > at)
            return new(state.QuietUntil - at, 0);
        var binds = Binds(state, live);
        var bytes = binds ? (int)Math.Clamp(state.Rate / WritesPerSecond, Math.Min(SmallestWrite, options.BackfillFloor), LargestWrite) : LargestWrite;
        var due = binds ? Due(state, state.Rate) : at;
        if (live is LiveTraffic.Waiting)
        {
            // Live writes go first, but not for ever: what the floor promises is given.
            var starved = Due(state, Math.Min(state.Rate, options.BackfillFloor));
            if (starved > at)
                return new(Shorter(starved - at, Turn), 0);
        }

        return due > at ? new(due - at, 0) : new(TimeSpan.Zero, bytes);
    }

    /// <summary>Takes in how a write went.</summary>
    /// <param name="state">The pace.</param>
    /// <param name="write">The write.</param>
    /// <param name="live">How live writes to the store stood when it was granted.</param>
    /// <param name="options">The thresholds.</param>
    /// <param name="referenceBytes">The size up to which <see cref="RecoveryOptions.BackfillLatency"/> holds as it is; larger writes get more in proportion.</param>
    /// <param name="at">The present.</param>
    public static PaceState Tell(PaceState state, PaceWrite write, LiveTraffic live, RecoveryOptions options, int referenceBytes, TimeSpan at)
    {
        ArgumentNullException.ThrowIfNull(options);
        var told = state with
        {
            RoundBytes = state.RoundBytes + write.Bytes,
            RoundBound = state.RoundBound || Binds(state, live),
            LastFrom = write.From,
            LastBytes = write.Bytes,
            QuietUntil = write.Quiet > TimeSpan.Zero ? at + write.Quiet : state.QuietUntil,
        };
        var scale = Math.Max(1.0, (double)write.LargestBytes / referenceBytes);
        var congested = write.Failed || write.Quiet > TimeSpan.Zero || write.Elapsed > options.BackfillLatency * scale;
        if (congested && !told.RoundHalved)
            told = Halve(told, options, at);
        return at - told.RoundFrom >= Round ? EndRound(told, options, at) : told;
    }

    private static bool Binds(PaceState state, LiveTraffic live) => live is not LiveTraffic.None || state.CongestedAt > 0;

    /// <summary>When the next write may begin: the last one is paid for by then.</summary>
    private static TimeSpan Due(PaceState state, double rate) => state.LastFrom + TimeSpan.FromSeconds(state.LastBytes / rate);

    private static PaceState Halve(PaceState state, RecoveryOptions options, TimeSpan at)
    {
        // Where nothing has bound yet, the rate that the store was really given is what was too much.
        var elapsed = (at - state.RoundFrom).TotalSeconds;
        var given = Math.Max(state.Measured, elapsed > 0 ? state.RoundBytes / Math.Max(elapsed, 0.1) : 0);
        var met = state.CongestedAt > 0 || state.RoundBound || given <= 0 ? Math.Min(state.Rate, Math.Max(given, options.BackfillFloor)) : given;
        met = Math.Clamp(met, options.BackfillFloor, HighestRate);
        return state with { Rate = Math.Max(options.BackfillFloor, met / 2), CongestedAt = met, SlowStart = false, RoundHalved = true };
    }

    private static PaceState EndRound(PaceState state, RecoveryOptions options, TimeSpan at)
    {
        var given = state.RoundBytes / (at - state.RoundFrom).TotalSeconds;
        var measured = state.Measured > 0 ? (state.Measured * 0.7) + (given * 0.3) : given;
        var raised = state.RoundHalved || !state.RoundBound || state.RoundBytes == 0 ? state : Raise(state, options);
        return raised with { Measured = measured, RoundFrom = at, RoundBytes = 0, RoundHalved = false, RoundBound = false };
    }

    private static PaceState Raise(PaceState state, RecoveryOptions options)
    {
        var rate = state.SlowStart ? state.Rate * 2 : state.Rate + Math.Max(options.BackfillStart, state.CongestedAt) * Increase;

        // At twice the rate that was too much, it is not too much any more.
        return state with { Rate = Math.Min(rate, HighestRate), CongestedAt = rate >= 2 * state.CongestedAt ? 0 : state.CongestedAt };
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
