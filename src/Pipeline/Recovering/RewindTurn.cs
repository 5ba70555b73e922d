using Holdfast.Pipeline.Reconciling;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Recovering;

/// <summary>What a <see cref="Rewinder"/> remembers of one store between two replays. One replay at a time; the wait may be read by any thread.</summary>
internal sealed class RewindTurn
{
    private long _notBefore = long.MinValue;
    private long _generation;
    private volatile bool _unfinished;

    /// <summary>Whether the last replay did not get to its end.</summary>
    public bool Unfinished
    {
        get => _unfinished;
        set => _unfinished = value;
    }

    /// <summary>What protects the replay that is under way, or one that failed and is still to be done.</summary>
    public List<RepairScope> Scopes { get; private set; } = [];

    /// <summary>The targets that the last replay passed over because they were not eligible: once one is, everything is replayed again.</summary>
    public IReadOnlyCollection<(Tier Tier, Target Target)> PassedOver { get; set; } = [];

    /// <summary>When a write of the last replay got no answer; null when none is outstanding.</summary>
    public long? HungAt { get; set; }

    /// <summary>When the store was first seen to answer since then; null while it was not.</summary>
    public long? AnsweredAt { get; set; }

    /// <summary>Whether the next replay may begin.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="generation">The breaker's. One that has been open since is a reason not to wait.</param>
    public bool MayBegin(TimeProvider time, long generation) =>
        generation != Interlocked.Read(ref _generation) || time.GetTimestamp() >= Interlocked.Read(ref _notBefore);

    /// <summary>Keeps the next replay from beginning for so long, unless the breaker changes before.</summary>
    public void PutOff(TimeSpan wait, TimeProvider time, long generation)
    {
        Interlocked.Exchange(ref _generation, generation);
        Interlocked.Exchange(ref _notBefore, time.GetTimestamp() + (long)Math.Ceiling(wait.TotalSeconds * time.TimestampFrequency));
    }

    /// <summary>Hands the protections over.</summary>
    public List<RepairScope> TakeScopes()
    {
        var taken = Scopes;
        Scopes = [];
        return taken;
    }
}
